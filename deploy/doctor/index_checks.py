"""Checks of the indexed documents: signs of reading errors, and duplicates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing

from agent.compose import open_catalog
from agent.settings import Settings
from agent.store.database import sqlite_file
from agent.types import DocumentRow
from deploy.doctor.finding import Finding, judged

NAMED = 10  # documents that are listed


def documents(settings: Settings) -> Iterator[Finding]:
    """The warnings of documents, and files that several courses have."""
    database = sqlite_file(settings.database)
    if database and not database.exists():
        return
    with closing(open_catalog(settings)) as catalog:
        rows = [row for row in catalog.documents().values() if row["status"] == "indexed"]
    if not rows:
        return
    yield from _warnings(rows)
    twice = list(_in_several_courses(rows))
    yield judged(
        "duplicates in several courses", not twice, _listed(twice) or "none",
        "If every student sees all courses, keep one of them", "note",
    )  # fmt: skip


def _warnings(rows: Iterable[DocumentRow]) -> Iterator[Finding]:
    warned = [row for row in rows if row["warnings"]]
    for row in warned[:NAMED]:
        yield Finding(row["source"], "note", " ".join(row["warnings"]), "Compare it with the file")
    if len(warned) > NAMED:
        found = f"{len(warned) - NAMED} more documents have warnings"
        yield Finding("documents", "note", found, "See the Documents view")
    if not warned:
        yield Finding("text of the documents", "ok", "no sign of reading errors")


def _in_several_courses(rows: Iterable[DocumentRow]) -> Iterator[str]:
    by_content: dict[str, list[DocumentRow]] = defaultdict(list)
    for row in rows:
        by_content[row["sha256"]].append(row)
    for same in by_content.values():
        if len({row["course"] for row in same}) > 1:
            yield " = ".join(row["source"] for row in same)


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return "; ".join(names[:NAMED]) + more
