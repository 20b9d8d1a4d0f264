"""Opens Office files, with clear errors for those that cannot be opened."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from lxml import etree  # type: ignore[import-untyped]

from agent.errors import Unreadable
from ingestion.parsers.parser_options import Room
from ingestion.parsers.unpack import check

BROKEN: tuple[type[Exception], ...] = (
    zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, SyntaxError, KeyError,
    ValueError, AttributeError, TypeError, IndexError,
)  # fmt: skip
"""Raised by zipfile and zlib for damaged archives, and by python-docx, python-pptx and openpyxl for
parts that are missing, empty or of the wrong kind: they read XML without checking it first."""

Package = TypeVar("Package")


def open_package(
    opener: Callable[[str], Package],
    path: Path,
    program: str,
    room: Room,
    *broken: type[Exception],
) -> Package:
    """Open an Office file with its library, whose own errors are `broken`; raises `Unreadable`."""
    with sound(program, *BROKEN, *broken):
        check(path, room)
        return opener(str(path))


@contextmanager
def sound(program: str, *broken: type[Exception]) -> Iterator[None]:
    """Raise `Unreadable` for these errors of the program's library, and of lxml below it."""
    try:
        yield
    except (*broken, etree.LxmlError) as error:
        raise Unreadable(
            f"The file is damaged or no {program} file; open it in {program} and save it again."
        ) from error
