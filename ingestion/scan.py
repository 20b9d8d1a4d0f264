"""The files of the materials folder on disk."""

from __future__ import annotations

import os
import stat
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

IGNORED_NAMES = {"thumbs.db", "desktop.ini", "__pycache__", "__macosx"}
UNSETTLED = 0
"""Stands for a modification time too recent to detect further changes."""
SETTLED_NS = 2_000_000_000  # the coarsest clock of a file system in use ticks every 2 s (FAT)
MOST_VISITS = 8  # per folder, through links; guards against links that multiply each other

NO_NAME = "The file name is not valid Unicode; rename the file."
NO_TARGET = "The link is broken; remove it or replace it by the file."
NO_ENTRY = "The folder cannot be opened; check its permissions."
LOOP = "The link leads to a folder that contains it, or that was already read."
UNREADABLE = "The file cannot be opened; check its permissions."
SPECIAL = "This is a pipe, socket or device, not a regular file."


@dataclass(frozen=True, slots=True)
class File:
    """A file of the materials; `source` is its path below the folder, separated by "/".

    `mtime_ns` is the last change of content, name or permissions, or `UNSETTLED` if a further
    change could go unnoticed. `trouble` is the reason why its content is inaccessible.
    """

    source: str
    path: Path
    size: int
    mtime_ns: int
    trouble: str = ""


def scan(folder: Path) -> list[File]:
    """All files below a folder, sorted by source, without hidden and temporary ones.

    Links are followed. Inaccessible files are included with their trouble.
    """
    return sorted(_Scan(folder).files(folder, ()), key=lambda file: file.source)


def ignored(name: str) -> bool:
    """Whether a file or folder of this name is hidden or temporary."""
    return name.startswith((".", "~$")) or name.endswith("~") or name.lower() in IGNORED_NAMES


@dataclass(slots=True)
class _Scan:
    root: Path
    began_ns: int = field(default_factory=time.time_ns)
    visits: Counter[tuple[int, int]] = field(default_factory=Counter)

    def files(self, folder: Path, above: tuple[tuple[int, int], ...]) -> Iterator[File]:
        """The files below a folder; `above` are its parent folders."""
        try:
            here = os.stat(folder)  # noqa: PTH116  a Path of every file costs as much as its stat
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError:
            yield self._troubled(folder, NO_ENTRY)
            return
        place = (here.st_dev, here.st_ino)
        self.visits[place] += 1
        if place in above or self.visits[place] > MOST_VISITS:
            yield self._troubled(folder, LOOP)
            return
        for entry in entries:
            if not ignored(entry.name):
                yield from self._entry(entry, (*above, place))

    def _entry(self, entry: os.DirEntry[str], above: tuple[tuple[int, int], ...]) -> Iterator[File]:
        try:
            found = entry.stat()
        except OSError:
            yield self._troubled(Path(entry.path), NO_TARGET if entry.is_symlink() else UNREADABLE)
            return
        if stat.S_ISDIR(found.st_mode):
            yield from self.files(Path(entry.path), above)
        elif stat.S_ISREG(found.st_mode):
            yield self._file(Path(entry.path), found)
        else:
            yield self._troubled(Path(entry.path), SPECIAL)

    def _file(self, path: Path, found: os.stat_result) -> File:
        # renames and copies that keep dates change the ctime; a file that was changed just now
        # can change again within one tick of the clock
        changed = max(found.st_mtime_ns, found.st_ctime_ns)
        settled = changed < self.began_ns - SETTLED_NS
        source, trouble = self._source(path)
        return File(source, path, found.st_size, changed if settled else UNSETTLED, trouble)

    def _troubled(self, path: Path, trouble: str) -> File:
        return File(self._source(path)[0], path, 0, UNSETTLED, trouble)

    def _source(self, path: Path) -> tuple[str, str]:
        name = os.fsencode(path.relative_to(self.root).as_posix())
        readable = name.decode("utf-8", "backslashreplace")
        return readable, "" if os.fsencode(readable) == name else NO_NAME
