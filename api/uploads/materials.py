"""The materials folder: names for new files, and where the file of a source is."""

from __future__ import annotations

import errno
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from agent.errors import Conflict, InvalidRequest, NotWritable, StorageFull
from agent.types import GENERAL

LONGEST_NAME = 255  # bytes of one name in any usual file system
LONGEST_SOURCE = 1_024  # bytes
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
IN_THE_WAY = (errno.EEXIST, errno.ENOTDIR, errno.EISDIR, errno.ENOTEMPTY)


def source_of(course: str, filename: str) -> str:
    """Where a new file goes: `course/filename` in NFC; files of "general" go to the top.

    Raises `InvalidRequest` for what would lead elsewhere, or what the ingest would not see.
    """
    course = course.strip()
    below = "" if course in ("", GENERAL) else f"{course}/"
    if "/" in course:
        raise InvalidRequest(
            f"{course!r} is not the name of a course.", 'Leave out the "/", e.g. intro-python.'
        )
    source = unicodedata.normalize("NFC", below + filename)
    reasons = [_reason(name) for name in source.split("/")]
    if len(source.encode(errors="replace")) > LONGEST_SOURCE:
        reasons.append("is too long")
    for reason in filter(None, reasons):
        raise InvalidRequest(
            f"The name {source[:200]!r} {reason}.", "Rename the file or the course, and try again."
        )
    return source


def _reason(name: str) -> str:
    """Why this cannot be the name of a file or folder; empty when it can."""
    if not name.strip():
        return "has an empty part"
    if name.startswith((".", "~$")) or name.endswith("~"):
        return "has a part that is hidden or leads elsewhere"
    if any(mark in "\\\ufffd" or unicodedata.category(mark) in ("Cc", "Cs") for mark in name):
        return "has characters that a file's name cannot have here"
    if len(name.encode()) > LONGEST_NAME:
        return f"has a part of more than {LONGEST_NAME} bytes"
    return ""


def find(folder: Path, source: str) -> Path:
    """The path of a source, whether its names are written in NFC on the disk or not.

    It need not exist: what is not there is put together as written.
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
    """Raise what the operating system refuses as errors that say what to do."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise StorageFull(
                f"There is no space left for {folder}.",
                "Make space on that disk, then try again. Nothing was stored.",
            ) from error
        if error.errno in IN_THE_WAY:
            raise Conflict(
                "A file and a folder would have the same name.",
                "Choose another name for the file or the course.",
            ) from error
        raise NotWritable(
            f"The materials folder {folder} cannot be changed: {error.strerror}.",
            "Let the account that runs the mentor write there, then try again.",
        ) from error
