"""Opening Office files, and saying plainly why one does not open."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from agent.errors import Unreadable
from ingestion.parsers.reading import Room
from ingestion.parsers.unpack import check

BROKEN: tuple[type[Exception], ...] = (
    zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, SyntaxError, KeyError,
    ValueError, AttributeError, TypeError, IndexError,
)  # fmt: skip

Package = TypeVar("Package")


def open_package(
    opener: Callable[[str], Package],
    path: Path,
    program: str,
    room: Room,
    *broken: type[Exception],
) -> Package:
    """Open an Office file with its library, whose own errors are `broken`; raises `Unreadable`."""
    try:
        check(path, room)
        return opener(str(path))
    except BROKEN + broken as error:
        raise Unreadable(
            f"The file is damaged or is no {program} file; open it in {program} and save it again."
        ) from error
