"""The materials folder: names of new files, and paths of existing ones."""

from __future__ import annotations

import errno
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from agent.errors import Conflict, InvalidRequest, NotWritable, StorageFull
from agent.types import GENERAL

LONGEST_NAME = 255  # bytes of a name in common file systems
LONGEST_SOURCE = 1_024  # bytes
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
IN_THE_WAY = (errno.EEXIST, errno.ENOTDIR, errno.EISDIR, errno.ENOTEMPTY)


def source_of(course: str, filename: str) -> str:
    """The path of a new file: `course/filename` in NFC; files of "general" go to the top.

    Raises `InvalidRequest` for names that leave the folder or that the ingest would skip.
    """
    course = course.strip()
    below = "" if course in ("", GENERAL) else f"{course}/"
    if "/" in course:
        raise InvalidRequest(
            f"{course!r} is not a course name.", 'Remove the "/", e.g. intro-python.'
        )
    source = unicodedata.normalize("NFC", below + filename)
    reasons = [_reason(name) for name in source.split("/")]
    if len(source.encode(errors="replace")) > LONGEST_SOURCE:
        reasons.append("is too long")
    for reason in filter(None, reasons):
        raise InvalidRequest(
            f"The name {source[:200]!r} {reason}.", "Rename the file or the course and try again."
        )
    return source


def _reason(name: str) -> str:
    """Why this is not a valid name of a file or folder; "" if it is."""
    if not name.strip():
        return "has an empty part"
    if name.startswith((".", "~$")) or name.endswith("~"):
        return "has a hidden part or leaves the folder"
    if any(mark in "\\\ufffd" or unicodedata.category(mark) in ("Cc", "Cs") for mark in name):
        return "has characters that are not allowed in file names"
    if len(name.encode()) > LONGEST_NAME:
        return f"has a part longer than {LONGEST_NAME} bytes"
    return ""


def find(folder: Path, source: str) -> Path:
    """The path of a source, whatever the Unicode normalization of names on the disk.

    It need not exist; missing parts are appended as given.
    """
    path = folder
    for name in source.split("/"):
        path = _child(path, name)
    return path


def _child(folder: Path, name: str) -> Path:
    exact = folder / name
    if exact.exists() or not folder.is_dir() or name.isascii():
        return exact
    same = (path for path in folder.iterdir() if unicodedata.normalize("NFC", path.name) == name)
    return next(same, exact)


@contextmanager
def changing(folder: Path) -> Iterator[None]:
    """Translate errors of the operating system."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise StorageFull(
                f"No space left on the disk of {folder}.",
                "Free some space and try again. Nothing was stored.",
            ) from error
        if error.errno in IN_THE_WAY:
            raise Conflict(
                "A file and a folder would have the same name.",
                "Choose another name for the file or the course.",
            ) from error
        raise NotWritable(
            f"The materials folder {folder} is not writable: {error.strerror}.",
            "Give the mentor's account write access and try again.",
        ) from error
