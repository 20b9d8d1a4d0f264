"""The plan of an ingest: the differences between the materials folder and the catalogue."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from agent.errors import Unsupported
from ingestion.parsers import module_for
from ingestion.scan import LOOP, UNREADABLE, UNSETTLED, File

if TYPE_CHECKING:
    from agent.types import DocumentRow

BLOCK = 1 << 20  # bytes per read


@dataclass(frozen=True, slots=True)
class Work:
    """A file to parse, with its hash and its row in the catalogue, if any."""

    file: File
    sha256: str
    known: DocumentRow | None


@dataclass(frozen=True, slots=True)
class Aside:
    """A file without a document, and the reason as a sentence for teachers."""

    file: File
    status: Literal["skipped", "failed"]
    reason: str
    known: DocumentRow | None
    sha256: str = ""  # set, with the recipe, if a retry would fail the same way
    recipe: str = ""


@dataclass(slots=True)
class Plan:
    """The steps of an ingest; every file and every row is in exactly one list."""

    work: list[Work] = field(default_factory=list)  # new or changed
    touched: list[DocumentRow] = field(default_factory=list)  # same bytes, new date: rows to update
    unchanged: list[DocumentRow] = field(default_factory=list)
    aside: list[Aside] = field(default_factory=list)
    removed: list[DocumentRow] = field(default_factory=list)

    @property
    def renamed(self) -> dict[str, str]:
        """Removed sources and the new ones with the same bytes."""
        new: dict[str, list[str]] = {}
        for work in self.work:
            if not _indexed(work.known):
                new.setdefault(work.sha256, []).append(work.file.source)
        gone = [row for row in self.removed if new.get(row["sha256"])]
        return {row["source"]: new[row["sha256"]].pop(0) for row in gone if new[row["sha256"]]}

    @property
    def files(self) -> int:
        """The number of files in the folder."""
        return len(self.work) + len(self.touched) + len(self.unchanged) + len(self.aside)

    @property
    def added(self) -> list[str]:
        """The sources that are not in the index yet."""
        return [work.file.source for work in self.work if not _indexed(work.known)]

    @property
    def changed(self) -> list[str]:
        """The sources whose documents are replaced."""
        return [work.file.source for work in self.work if _indexed(work.known)]


def plan(
    files: Sequence[File],
    rows: Mapping[str, DocumentRow],
    recipe: str,
    *,
    loaders: Collection[str] = (),
    retry: bool = False,
) -> Plan:
    """Compare files with rows. Bytes are read only if size, date or recipe differ.

    `loaders` are the suffixes with a loader of LangChain. With `retry`, files that could not be
    read before are read again.
    """
    made = Plan()
    for file in files:
        known = rows.get(file.source)
        again = retry and known is not None and known["status"] != "indexed"
        _place(made, file, known, "" if again else recipe, loaders)
    seen = {file.source for file in files}
    made.removed = [row for source, row in rows.items() if source not in seen]
    return made


def _place(
    made: Plan, file: File, known: DocumentRow | None, recipe: str, loaders: Collection[str]
) -> None:
    if file.trouble:
        status: Literal["skipped", "failed"] = "skipped" if file.trouble == LOOP else "failed"
        made.aside.append(Aside(file, status, file.trouble, known))
    elif reason := _useless(file, loaders):
        made.aside.append(Aside(file, "skipped", reason, known))
    elif known and _same_stat(file, known) and known["recipe"] == recipe:
        made.unchanged.append(known)
    else:
        _look_into(made, file, known, recipe)


def _look_into(made: Plan, file: File, known: DocumentRow | None, recipe: str) -> None:
    try:
        sha256 = _sha256(file.path)
    except OSError:
        made.aside.append(Aside(file, "failed", UNREADABLE, known))
        return
    if known and (known["sha256"], known["recipe"]) == (sha256, recipe):
        made.touched.append(known | {"size": file.size, "mtime_ns": file.mtime_ns})
    else:
        made.work.append(Work(file, sha256, known))


def _indexed(row: DocumentRow | None) -> bool:
    return row is not None and row["chunks"] > 0


def _useless(file: File, loaders: Collection[str]) -> str:
    try:
        module_for(file.path, loaders)
    except Unsupported as error:
        return error.message
    return ""


def _same_stat(file: File, row: DocumentRow) -> bool:
    same = (file.size, file.mtime_ns) == (row["size"], row["mtime_ns"])
    return same and file.mtime_ns != UNSETTLED and bool(row["sha256"])


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()
