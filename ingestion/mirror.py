"""What has to be done so that the index holds exactly what is in the materials folder."""

from __future__ import annotations

import hashlib
import os
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from agent.backends.catalog import DocumentRow
from agent.errors import Unsupported
from ingestion.parsers import module_for

IGNORED_NAMES = {"thumbs.db", "desktop.ini", "__pycache__", "__macosx"}
UNREADABLE = "The file cannot be opened; check its permissions."
RENAME = "The file's name is not valid text; rename it."
TWIN = "Another file has the same name, written with other bytes; rename one of them."
BLOCK = 1 << 20  # bytes read at a time


@dataclass(frozen=True, slots=True)
class File:
    """A file of the materials: `source` is its path below the folder, NFC, "/" between parts."""

    source: str
    path: Path
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Work:
    """A file to parse, with the hash of its bytes and what the catalogue knew of it."""

    file: File
    sha256: str
    known: DocumentRow | None


@dataclass(frozen=True, slots=True)
class Aside:
    """A file that gives no document, and the reason, a sentence for a teacher."""

    file: File
    status: Literal["skipped", "failed"]
    reason: str
    known: DocumentRow | None
    sha256: str = ""  # with the recipe: known where trying again would end the same way
    recipe: str = ""


@dataclass(slots=True)
class Plan:
    """What to do with each file and each row; every file and row is in exactly one list."""

    work: list[Work] = field(default_factory=list)  # new or changed
    touched: list[DocumentRow] = field(default_factory=list)  # same bytes, new date: rows to put
    unchanged: list[DocumentRow] = field(default_factory=list)
    aside: list[Aside] = field(default_factory=list)
    removed: list[DocumentRow] = field(default_factory=list)


def plan(files: Sequence[File], rows: Mapping[str, DocumentRow], recipe: str) -> Plan:
    """Compare files with rows. Bytes are read only where size, date or recipe differ."""
    made = Plan()
    seen: set[str] = set()
    for file in files:
        if file.source in seen:
            made.aside.append(Aside(file, "skipped", TWIN, None))
            continue
        seen.add(file.source)
        _place(made, file, rows.get(file.source), recipe)
    made.removed = [row for source, row in rows.items() if source not in seen]
    return made


def _place(made: Plan, file: File, known: DocumentRow | None, recipe: str) -> None:
    if reason := _useless(file):
        made.aside.append(Aside(file, "skipped", reason, known))
    elif known and _same_stat(file, known) and known["recipe"] == recipe:
        made.unchanged.append(known)
    else:
        try:
            sha256 = _sha256(file.path)
        except OSError:
            made.aside.append(Aside(file, "failed", UNREADABLE, known))
            return
        if known and (known["sha256"], known["recipe"]) == (sha256, recipe):
            made.touched.append(known | {"size": file.size, "mtime_ns": file.mtime_ns})
        else:
            made.work.append(Work(file, sha256, known))


def _useless(file: File) -> str:
    if "\ufffd" in file.source:
        return RENAME
    try:
        module_for(file.path)
    except Unsupported as error:
        return error.message
    return ""


def _same_stat(file: File, row: DocumentRow) -> bool:
    return (file.size, file.mtime_ns) == (row["size"], row["mtime_ns"]) and bool(row["sha256"])


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def scan(folder: Path) -> list[File]:
    """All files below a folder in order of source; hidden and temporary ones are left out.

    Links are followed, each folder is visited once.
    """
    return sorted(_files(folder), key=lambda file: file.source)


def _files(folder: Path) -> Iterator[File]:
    visited: set[tuple[int, int]] = set()
    for base, folders, names in os.walk(folder, followlinks=True):
        stat = Path(base).stat()
        if (stat.st_dev, stat.st_ino) in visited:
            folders.clear()
            continue
        visited.add((stat.st_dev, stat.st_ino))
        folders[:] = sorted(name for name in folders if not _ignored(name))
        for name in sorted(names):
            path = Path(base, name)
            if not _ignored(name) and path.is_file():
                yield _file(path, folder)


def _file(path: Path, folder: Path) -> File:
    readable = os.fsencode(path.relative_to(folder).as_posix()).decode("utf-8", "replace")
    stat = path.stat()
    return File(unicodedata.normalize("NFC", readable), path, stat.st_size, stat.st_mtime_ns)


def _ignored(name: str) -> bool:
    return name.startswith((".", "~$")) or name.endswith("~") or name.lower() in IGNORED_NAMES
