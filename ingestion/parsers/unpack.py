"""Zip archives, and files that are zip archives inside: unpacked within limits."""

from __future__ import annotations

import errno
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from agent.errors import Unreadable
from ingestion.parsers.parser_options import Room

MAX_MEMBERS = 10_000
MAX_RATIO = 200  # unpacked bytes for each packed one; text gives 3 to 10, empty tables 100
MAX_HELD = 64 << 20  # bytes of one part that is held in memory as a whole
SMALL = 10 << 20  # bytes; what unpacks to less is harmless whatever its ratio
BROKEN = (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, zlib.error)
"""Raised by zipfile and zlib for damaged archives, NotImplementedError for new compressions."""


def check(path: Path, room: Room) -> None:
    """Raise `Unreadable` for an archive that would unpack to too much."""
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise Unreadable(
            f"The file holds more than {MAX_MEMBERS:,} files; add only those that are materials."
        )
    total = sum(member.file_size for member in members)
    check_ratio(total, path.stat().st_size)
    room.take(total)


def check_ratio(total: int, packed: int) -> None:
    """Raise `Unreadable` for a file of `packed` bytes that unpacks to so many."""
    times = total / max(packed, 1)
    if total > SMALL and times > MAX_RATIO:
        raise Unreadable(
            f"The file would unpack to {times:,.0f} times its size, which no course "
            "material does; it was not opened."
        )


@contextmanager
def opened(path: Path, room: Room, what: str) -> Iterator[zipfile.ZipFile]:
    """A zip archive within the limits; `what` it is, for a sentence: "zip archive"."""
    with unbroken(f"The file is damaged or is no {what}; save or download it again."):
        check(path, room)
        with zipfile.ZipFile(path) as archive:
            yield archive


@contextmanager
def unbroken(otherwise: str) -> Iterator[None]:
    """Raise `Unreadable` with this sentence for what zipfile raises about a damaged archive."""
    try:
        yield
    except BROKEN as error:
        raise Unreadable(otherwise) from error
    except OSError as error:
        if error.errno != errno.EINVAL:  # it was sent to a place before the file's beginning
            raise
        raise Unreadable(otherwise) from error


def small(archive: zipfile.ZipFile, name: str) -> bytes:
    """A member that is held in memory as a whole; raises `KeyError` without it."""
    member = archive.getinfo(name)
    if member.file_size > MAX_HELD:
        raise Unreadable(
            f"A part of the file ({name}) unpacks to more than {MAX_HELD >> 20} MB; split it."
        )
    if is_locked(member):
        raise Unreadable("The file is protected by a password; save a copy without one.")
    with unbroken("The file is damaged; save or download it again."):
        return archive.read(member)


def is_locked(member: zipfile.ZipInfo) -> bool:
    """Whether a password protects it (APPNOTE.TXT 4.4.4, bit 0)."""
    return bool(member.flag_bits & 1)
