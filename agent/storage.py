"""Files: full disks and folders that cannot be written as our errors, copies of databases."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from agent.errors import NotWritable, StorageFull

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
ROOM = 16_000_000
"""Bytes of a disk below which nothing more is written into an index: its engine takes a batch and
the journal of it, and does not say what it lacks."""


def writable_folder(folder: Path, setting: str) -> Path:
    """The folder, made where it is new; `setting` names it.

    Raises `NotWritable` where this user cannot write there, `StorageFull`.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        reason = "" if os.access(folder, os.W_OK | os.X_OK) else "permission denied"
    except OSError as error:
        if full := storage_full(error, f"the folder {folder}"):
            raise full from error
        is_file = isinstance(error, FileExistsError | NotADirectoryError)
        reason = "a file is in its place" if is_file else (error.strerror or str(error)).lower()
    if reason:
        raise NotWritable(
            f"The folder {folder} ({setting}) cannot be written: {reason}.",
            f"Give this user the right to write there, or set {setting} to another folder, "
            "in the environment or in .env.",
        )
    return folder


def storage_full(error: BaseException | None, what: str) -> StorageFull | None:
    """The error to tell, where the cause is a full disk; `what` could not be kept."""
    if isinstance(error, sqlite3.Error):
        full = getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL
    else:
        full = isinstance(error, OSError) and error.errno in FULL
    return no_space(what) if full else None


def check_room(folder: Path, what: str) -> None:
    """Raises `StorageFull` where the disk of a folder is all but full."""
    if shutil.disk_usage(folder).free < ROOM:
        raise no_space(what)


def no_space(what: str) -> StorageFull:
    """The error, told."""
    return StorageFull(
        f"There is no space left on the disk for {what}.",
        "Make space on the disk of MENTOR_DATA_DIR, then try again. What was kept before is whole.",
    )


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy a database by SQLite's own means: consistent, even while it is written."""
    with (
        closing(sqlite3.connect(source, timeout=30)) as original,
        closing(sqlite3.connect(target)) as copy,
    ):
        original.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
