"""The files of a Moodle backup, which is a tar archive or, from Moodle before 2.5, a zip."""

from __future__ import annotations

import gzip
import shutil
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedIOBase
from pathlib import Path
from tempfile import TemporaryDirectory

from agent.errors import Unreadable
from ingestion.parsers.members import name_of
from ingestion.parsers.parser_options import Room
from ingestion.parsers.unpack import MAX_MEMBERS, SMALL, check_ratio, opened

BROKEN = (tarfile.TarError, EOFError, zlib.error, OSError)
GZIP = b"\x1f\x8b"
DESCRIBED = 2_048  # bytes around a file in a tar archive
DAMAGED = "The file is damaged or no backup of Moodle; download it again."


@contextmanager
def unpacked(path: Path, room: Room) -> Iterator[dict[str, Path]]:
    """The files of a backup by their paths in it, as long as the context lasts."""
    with TemporaryDirectory(prefix="mentor-") as folder:
        if zipfile.is_zipfile(path):
            yield _from_zip(path, Path(folder), room)
        else:
            yield _from_tar(path, Path(folder), room)


def _from_zip(path: Path, folder: Path, room: Room) -> dict[str, Path]:
    found: dict[str, Path] = {}
    with opened(path, room, "backup of Moodle") as archive:
        for member in archive.infolist():
            if not member.is_dir():
                target = folder / str(len(found))  # never the name within
                with archive.open(member) as packed, target.open("wb") as file:
                    shutil.copyfileobj(packed, file)
                found[name_of(member)] = target
    return found


def _from_tar(path: Path, folder: Path, room: Room) -> dict[str, Path]:
    found: dict[str, Path] = {}
    try:
        with _opened(path) as file, tarfile.open(fileobj=file, mode="r|") as archive:  # type: ignore[call-overload]  # it only reads
            for member in archive:
                file.allow(member.size)
                packed = archive.extractfile(member) if member.isreg() else None
                if packed is None:
                    continue
                if len(found) >= MAX_MEMBERS:
                    raise Unreadable(
                        f"The backup holds more than {MAX_MEMBERS:,} files; back up fewer parts."
                    )
                room.take(member.size)
                target = folder / str(len(found))  # never the name within
                with target.open("wb") as copy:
                    shutil.copyfileobj(packed, copy)
                found[member.name.removeprefix("./")] = target
    except BROKEN as error:
        raise Unreadable(DAMAGED) from error
    return found


@contextmanager
def _opened(path: Path) -> Iterator[_Bounded]:
    with path.open("rb") as file:
        compressed = file.read(len(GZIP)) == GZIP
    with gzip.open(path) if compressed else path.open("rb") as file:
        yield _Bounded(file, path.stat().st_size)


class _Bounded:
    """A compressed file, read up to the size that the archive declares for its contents."""

    def __init__(self, file: BufferedIOBase, packed: int) -> None:
        self._file = file
        self._packed = packed
        self._total = 0
        self._allowed = SMALL  # for what describes the files

    def allow(self, size: int) -> None:
        """Let so many bytes through for a file."""
        self._allowed += size + DESCRIBED

    def read(self, size: int) -> bytes:
        """The next bytes; raises `Unreadable` for too many."""
        read = self._file.read(size)
        self._total += len(read)
        check_ratio(self._total, self._packed)
        if self._total > self._allowed:
            raise Unreadable(DAMAGED)
        return read
