"""LangGraph's own dev server over our graph, as langgraph.json describes it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.servers.fixtures import free_port
from tests.service import ROOT, environment

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ai-mentor"
UV = Path(sys.executable).with_name("uv")


@pytest.fixture(scope="module")
def langgraph() -> Path:
    """The program, in an environment of its own: its packages do not fit with our pinned ones."""
    if os.environ.get("MENTOR_REQUIRE_STUDIO") != "1":
        pytest.skip("installs LangGraph's dev server: set MENTOR_REQUIRE_STUDIO=1")
    there = CACHE / "langgraph-dev"
    uv(["venv", "--allow-existing", "--python", sys.executable, str(there)])
    wanted = ["langgraph-cli[inmem]>=0.3", "-r", str(ROOT / "pyproject.toml")]
    uv(["pip", "install", "--python", str(there / "bin" / "python"), *wanted])
    return there / "bin" / "langgraph"


def uv(arguments: list[str]) -> None:
    done = subprocess.run([UV, "-q", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.timeout(300)
def test_langgraphs_dev_server_opens_the_graph(
    langgraph: Path, sample_data: Path, tmp_path: Path
) -> None:
    port = free_port()
    quiet = {"LANGSMITH_TRACING": "false", "LANGGRAPH_CLI_NO_ANALYTICS": "1"}
    log = tmp_path / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [langgraph, "dev", "--no-browser", "--no-reload", "--port", str(port)],
            cwd=ROOT,
            env=environment(sample_data) | quiet,
            stdout=output,
            stderr=output,
        )
    try:
        patient = httpx.HTTPTransport(retries=7)
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", transport=patient) as client:
            assert client.get("/ok", timeout=60).json()["ok"] is True
            found = client.post("/assistants/search", json={}).json()
            drawn = client.get(f"/assistants/{found[0]['assistant_id']}/graph", timeout=60).json()
    except httpx.HTTPError as error:
        raise AssertionError(log.read_text()) from error
    finally:
        process.terminate()
        process.wait(20)
    assert [assistant["graph_id"] for assistant in found] == ["mentor"]
    assert {"retrieve", "grade_documents", "generate"} <= {node["id"] for node in drawn["nodes"]}
