"""Opening Word and PowerPoint files, and saying plainly why one does not open."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from agent.errors import Unreadable

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # an encrypted or a pre-2007 Office file begins so
BROKEN: tuple[type[Exception], ...] = (
    zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, SyntaxError, KeyError,
    ValueError,
)  # fmt: skip

Package = TypeVar("Package")


def open_package(
    opener: Callable[[str], Package], path: Path, program: str, *broken: type[Exception]
) -> Package:
    """Open an Office file with its library, whose own errors are `broken`; raises `Unreadable`."""
    with path.open("rb") as file:
        if file.read(len(OLE)) == OLE:
            raise Unreadable(
                "The file is protected by a password or in a format from before 2007; save it in "
                f"{program} as {path.suffix} without a password."
            )
    try:
        return opener(str(path))
    except BROKEN + broken as error:
        raise Unreadable(
            f"The file is damaged or is no {program} file; open it in {program} and save it again."
        ) from error
