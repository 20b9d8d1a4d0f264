"""The files of a Moodle backup, which is a tar archive or, from Moodle before 2.5, a zip."""

from __future__ import annotations

import shutil
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from agent.errors import Unreadable
from ingestion.parsers.members import name_of
from ingestion.parsers.parser_options import Room
from ingestion.parsers.unpack import MAX_MEMBERS, opened

BROKEN = (tarfile.TarError, EOFError, zlib.error, OSError)
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
        with tarfile.open(path, "r|*") as archive:
            for member in archive:
                packed = archive.extractfile(member) if member.isreg() else None
                if packed is None:
                    continue
                if len(found) >= MAX_MEMBERS:
                    raise Unreadable(
                        f"The backup holds more than {MAX_MEMBERS:,} files; back up fewer parts."
                    )
                room.take(member.size)
                target = folder / str(len(found))  # never the name within
                with target.open("wb") as file:
                    shutil.copyfileobj(packed, file)
                found[member.name.removeprefix("./")] = target
    except BROKEN as error:
        raise Unreadable(DAMAGED) from error
    return found
