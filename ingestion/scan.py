"""The files of the materials folder as they are on disk."""

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
"""Stands for a time that is too near to tell a file from what it is a moment later."""
SETTLED_NS = 2_000_000_000  # the coarsest clock of a file system in use ticks every 2 s (FAT)
MOST_VISITS = 8  # to one folder, by links; more would be links that multiply each other

NO_NAME = "The file's name is not valid text; rename it."
NO_TARGET = "The link leads to nothing, or to itself; remove it or put the file in its place."
NO_ENTRY = "The folder cannot be opened; check its permissions."
LOOP = "The link leads back to a folder that contains it, or to one that was read already."
UNREADABLE = "The file cannot be opened; check its permissions."
SPECIAL = "This is no file with content, but a pipe, socket or device."


@dataclass(frozen=True, slots=True)
class File:
    """A file of the materials: `source` is its path below the folder, "/" between parts.

    `mtime_ns` is when its content, name or permissions last changed, `UNSETTLED` where it may
    change again without that being seen. `trouble` says why its content is out of reach.
    """

    source: str
    path: Path
    size: int
    mtime_ns: int
    trouble: str = ""


def scan(folder: Path) -> list[File]:
    """All files below a folder in order of source; hidden and temporary ones are left out.

    Links are followed. What is out of reach is in the list with its trouble.
    """
    return sorted(_Scan(folder).files(folder, ()), key=lambda file: file.source)


def ignored(name: str) -> bool:
    """Whether a file or folder of this name is not for students."""
    return name.startswith((".", "~$")) or name.endswith("~") or name.lower() in IGNORED_NAMES


@dataclass(slots=True)
class _Scan:
    root: Path
    began_ns: int = field(default_factory=time.time_ns)
    visits: Counter[tuple[int, int]] = field(default_factory=Counter)

    def files(self, folder: Path, above: tuple[tuple[int, int], ...]) -> Iterator[File]:
        """The files below a folder; `above` are the folders that lead to it."""
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
        # a rename or a copy that keeps dates changes the ctime; where a file was changed just now
        # it can change again within one tick of the clock
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
