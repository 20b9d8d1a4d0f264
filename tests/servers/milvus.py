"""milvus-lite 3 as a Milvus server: a second implementation of the protocol, whole in Python.

It is older or newer than our pinned one in every package, so it has an environment of its own.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from socket import create_connection

import pytest

from tests.servers.fixtures import free_port

WANTED = ("milvus-lite==3.2.2", "pymilvus==3.0.2")
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ai-mentor"
UV = Path(sys.executable).with_name("uv")


@pytest.fixture(scope="session")
def milvus_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Its address."""
    if os.environ.get("MENTOR_REQUIRE_MILVUS") != "1":
        pytest.skip("installs a second Milvus (300 MB): set MENTOR_REQUIRE_MILVUS=1")
    program = _installed()
    port = free_port()
    data = tmp_path_factory.mktemp("milvus")
    arguments = ["server", "--data-dir", data / "data", "--host", "127.0.0.1", "--port", str(port)]
    log = data / "log"
    with (
        log.open("wb") as output,
        subprocess.Popen([program, *arguments], stdout=output, stderr=output) as process,
    ):
        try:
            while process.poll() is None and not _answers(port):
                pass
            assert process.poll() is None, log.read_text()
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _installed() -> Path:
    there = CACHE / "-".join(["milvus", *(wanted.rpartition("=")[2] for wanted in WANTED)])
    program = there / "bin" / "milvus-lite"
    if not program.exists():
        for arguments in (
            ["venv", "--allow-existing", "--python", sys.executable, str(there)],
            ["pip", "install", "--python", str(there / "bin" / "python"), *WANTED],
        ):
            subprocess.run([UV, "-q", *arguments], check=True)
    return program


def _answers(port: int) -> bool:
    try:
        create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
