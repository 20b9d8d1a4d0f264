"""LangGraph's own dev server over our graph, as langgraph.json describes it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from langgraph_sdk import get_sync_client
from langgraph_sdk.client import SyncLangGraphClient

from tests.servers.fixtures import free_port
from tests.service import ROOT, environment, stop

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ai-mentor"
FORM = ("messages", "courses", "style")
QUIET = ("--allow-blocking", "--no-browser", "--no-reload")
UV = Path(sys.executable).with_name("uv")


@pytest.fixture(scope="module")
def langgraph() -> Path:
    """The program, in an environment of its own: its packages do not fit with our pinned ones."""
    if os.environ.get("MENTOR_REQUIRE_STUDIO") != "1":
        pytest.skip("installs LangGraph's dev server: set MENTOR_REQUIRE_STUDIO=1")
    there, lock = CACHE / "langgraph-dev", ROOT / "requirements-studio.lock"
    installed = there / "installed.lock"
    if not installed.is_file() or installed.read_bytes() != lock.read_bytes():
        uv(["venv", "--allow-existing", "--python", sys.executable, str(there)])
        python = str(there / "bin" / "python")
        uv(["pip", "install", "--python", python, "--require-hashes", "-r", str(lock)])
        installed.write_bytes(lock.read_bytes())
    return there / "bin" / "langgraph"


def uv(arguments: list[str]) -> None:
    done = subprocess.run([UV, "-q", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@contextmanager
def dev_server(
    langgraph: Path, data: Path, folder: Path, **settings: str
) -> Iterator[SyncLangGraphClient]:
    port = free_port()
    quiet = {"LANGSMITH_TRACING": "false", "LANGGRAPH_CLI_NO_ANALYTICS": "1"}
    log = folder / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [
                langgraph,
                "dev",
                "--allow-blocking",
                "--no-browser",
                "--no-reload",
                "--port",
                str(port),
            ],
            cwd=ROOT,
            env=environment(data, **settings) | quiet,
            stdout=output,
            stderr=output,
        )
    try:
        patient = httpx.HTTPTransport(retries=9)
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", transport=patient) as client:
            assert client.get("/ok", timeout=90).json()["ok"] is True
        with get_sync_client(url=f"http://127.0.0.1:{port}", timeout=90) as client:
            yield client
    except httpx.HTTPError as error:
        raise AssertionError(log.read_text()) from error
    finally:
        stop(process)


def message(text: str) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": text}]}


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_langgraphs_dev_server_opens_the_graph(
    langgraph: Path, sample_data: Path, tmp_path: Path
) -> None:
    with dev_server(langgraph, sample_data, tmp_path) as client:
        (found,) = client.assistants.search()
        mentor = found["assistant_id"]
        assert found["graph_id"] == "mentor"
        drawn = client.assistants.get_graph(mentor)
        assert {"retrieve", "grade_documents", "generate"} <= {n["id"] for n in drawn["nodes"]}
        schemas = client.assistants.get_schemas(mentor)
        assert set((schemas["input_schema"] or {})["properties"]) == set(FORM)
        thread = client.threads.create()["thread_id"]
        asked: Any = client.runs.wait(thread, mentor, input=message("What is a tuple?"))
        assert "immutable" in asked["answer"]
        assert asked["messages"][-1]["type"] == "ai"
        assert client.threads.get_state(thread)["values"]["trace"]  # each node's, readable
        stops(client, mentor)
        wrong = message("Why?") | {"courses": ["biology"]}  # others: test_studio_graph.py
        failed: Any = client.runs.wait(None, mentor, input=wrong, raise_error=False)
        assert "intro-python" in failed["__error__"]["message"]


def stops(client: SyncLangGraphClient, mentor: str) -> None:
    """A run stops in front of a node, and goes on."""
    thread = client.threads.create()["thread_id"]
    client.runs.wait(
        thread, mentor, input=message("What is a list?"), interrupt_before=["generate"]
    )
    assert client.threads.get_state(thread)["next"] == ["generate"]
    resumed: Any = client.runs.wait(thread, mentor, input=None)
    assert resumed["status"] == "answered"
