"""Editions of the index: which one an ingest writes to, and which one is used afterwards."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from agent.index import FORMAT

if TYPE_CHECKING:
    from agent.compose import WriteSide


def begin(write_side: WriteSide, marks: Path | None, *, rebuild: bool = False) -> None:
    """Choose the edition made by this embedding model, else create one next to the others.

    `rebuild` always creates one. If no edition is in use yet, the new one is used at once. `marks`
    is a folder next to the index file with a marker per edition: if the index is deleted or
    replaced from outside, the markers are gone as well.
    """
    editions, embedding = write_side.catalog.editions, write_side.embeddings.identity
    for known in editions.all() if marks else ():
        if marks and not (marks / known.name).exists():
            editions.forget(known.name)
    edition = None if rebuild else editions.matching(embedding, FORMAT)
    editions.retire_unfinished(but=edition.name if edition else "")
    if edition is None:
        edition = editions.add(embedding, FORMAT)
        if marks:
            marks.mkdir(parents=True, exist_ok=True)
            (marks / edition.name).touch()
    write_side.write_into(edition)


def finish(write_side: WriteSide, marks: Path | None) -> None:
    """Switch to the edition that was written; keep the previous one and delete older ones."""
    editions = write_side.catalog.editions
    editions.complete(write_side.edition.name)
    editions.put_in_service(write_side.edition.name)
    for edition in editions.all():
        if edition.state == "retired":
            write_side.index.drop(edition.name)
            editions.forget(edition.name)
            if marks:
                (marks / edition.name).unlink(missing_ok=True)
