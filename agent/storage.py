"""Disk errors as our errors, and copies of databases."""

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
"""Free bytes below which nothing is written to an index, whose engine needs space for a batch and
its journal and does not report a full disk."""


def writable_folder(folder: Path, setting: str) -> Path:
    """The folder, created if necessary; `setting` is its variable.

    Raises `NotWritable` if this user cannot write there, and `StorageFull`.
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
            f"The folder {folder} ({setting}) is not writable: {reason}.",
            f"Give this user write access, or set {setting} to another folder, in the "
            "environment or in .env.",
        )
    return folder


def storage_full(error: BaseException | None, what: str) -> StorageFull | None:
    """A `StorageFull` error if the cause is a full disk, else None; `what` was not written."""
    if isinstance(error, sqlite3.Error):
        full = getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL
    else:
        full = isinstance(error, OSError) and error.errno in FULL
    return no_space(what) if full else None


def check_room(folder: Path, what: str) -> None:
    """Raises `StorageFull` if the disk of a folder is almost full."""
    if shutil.disk_usage(folder).free < ROOM:
        raise no_space(what)


def no_space(what: str) -> StorageFull:
    """The error for a full disk."""
    return StorageFull(
        f"No space left on the disk for {what}.",
        "Free some space on the disk of MENTOR_DATA_DIR and try again. Existing data is intact.",
    )


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy a database with SQLite's backup API: consistent, even while it is written."""
    with (
        closing(sqlite3.connect(source, timeout=30)) as original,
        closing(sqlite3.connect(target)) as copy,
    ):
        original.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
