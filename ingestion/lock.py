"""A lock that allows one ingest at a time per data folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from agent.errors import Conflict


@contextmanager
def one_writer(data_dir: Path, *, wait: bool = False) -> Iterator[None]:
    """Hold the lock; if another process has it, wait or raise `Conflict` with its id."""
    data_dir.mkdir(parents=True, exist_ok=True)
    holder = data_dir / "ingest.pid"  # not in the lock file, which is truncated on opening
    try:
        with FileLock(data_dir / "ingest.lock", timeout=-1 if wait else 0, poll_interval=0.5):
            holder.write_text(str(os.getpid()))
            try:
                yield
            finally:
                holder.unlink(missing_ok=True)
    except Timeout as error:
        pid = "unknown"
        with suppress(OSError):
            pid = holder.read_text()
        raise Conflict(
            f"Another ingest is running (process {pid}).",
            "Wait until it has finished and try again.",
        ) from error
