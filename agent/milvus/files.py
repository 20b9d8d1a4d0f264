"""The files of Milvus Lite: an SQLite database and its engine's files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from agent.errors import Conflict
from agent.storage import copy_sqlite


class MilvusFiles:
    """The `IndexFiles` around the database `file`."""

    def __init__(self, file: Path) -> None:
        self._file = file

    @property
    def folder(self) -> Path:
        """See `IndexFiles.folder`."""
        return self._file.parent

    @contextmanager
    def copy(self, target: Path) -> Iterator[None]:
        """See `IndexFiles.copy`. SQLite locks the file while it is read, so writes would fail."""
        if not self._file.is_file():
            yield
            return
        with FileLock(self._file.with_suffix(".writing")):
            copy_sqlite(self._file, target / self._file.name)
            yield

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """See `IndexFiles.exclusive`: the serving process holds its `.owner`."""
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(self._file.with_suffix(".owner"), timeout=0):
                yield
        except Timeout as error:
            raise Conflict(
                "The service or an ingest is running.",
                "Stop it first: make down (or Ctrl-C in the terminal of make run)",
            ) from error

    def replacements(self, new: Path) -> Iterator[tuple[Path, Path | None]]:
        """See `IndexFiles.replacements`."""
        yield self._file.with_name(f"{self._file.name}-journal"), None
        yield self._file.with_suffix(".address"), None
        unpacked = new / self._file.name
        yield self._file, unpacked if unpacked.exists() else None
