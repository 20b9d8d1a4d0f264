"""milvus-lite 3 as a Milvus server: a second implementation of the protocol, in pure Python.

Its packages conflict with our pinned ones, so it has its own virtual environment.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import create_connection

from agent.errors import InternalError

PACKAGES = ("milvus-lite==3.2.2", "pymilvus==3.0.2")
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ai-mentor"
UV = Path(sys.executable).with_name("uv")


@dataclass(frozen=True, slots=True)
class Running:
    """A server and its address."""

    address: str
    process: subprocess.Popen[bytes]


@contextmanager
def milvus_server(folder: Path, port: int) -> Iterator[Running]:
    """A server with its data in `folder`; installed once, into a cache (300 MB)."""
    program = _installed()
    folder.mkdir(parents=True, exist_ok=True)
    where = ["--data-dir", str(folder / "data"), "--host", "127.0.0.1", "--port", str(port)]
    log = folder / "log"
    with (
        log.open("wb") as output,
        subprocess.Popen([program, "server", *where], stdout=output, stderr=output) as process,
    ):
        try:
            while process.poll() is None and not _answers(port):
                pass
            if process.poll() is not None:
                raise InternalError(f"The Milvus server did not start: {log.read_text()}")
            yield Running(f"http://127.0.0.1:{port}", process)
        finally:
            process.terminate()


def _installed() -> Path:
    there = CACHE / "-".join(["milvus", *(wanted.rpartition("=")[2] for wanted in PACKAGES)])
    program = there / "bin" / "milvus-lite"
    if not program.exists():
        for arguments in (
            ["venv", "--allow-existing", "--python", sys.executable, str(there)],
            ["pip", "install", "--python", str(there / "bin" / "python"), *PACKAGES],
        ):
            done = subprocess.run(
                [UV, "-q", *arguments], capture_output=True, text=True, check=False
            )
            if done.returncode:
                raise InternalError(f"Installing milvus-lite 3 failed: {done.stderr}")
    return program


def _answers(port: int) -> bool:
    try:
        create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
