"""Which edition of the index an ingest writes into, and what it leaves in service."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from agent.index import FORMAT

if TYPE_CHECKING:
    from agent.compose import WriteSide


def begin(write_side: WriteSide, marks: Path | None, *, rebuild: bool = False) -> None:
    """Choose the edition: the one that this embedding model has made, else a new one beside it.

    With `rebuild` it is a new one in any case. Where nothing is in service yet, the new one is at
    once. `marks` is a folder beside the index's file, with a mark of every edition in it: when
    somebody removes the index, or puts another in its place, the marks are gone as well.
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
    """Put the edition that was written in service; the one before stays, older ones go."""
    editions = write_side.catalog.editions
    editions.complete(write_side.edition.name)
    editions.put_in_service(write_side.edition.name)
    for edition in editions.all():
        if edition.state == "retired":
            write_side.index.drop(edition.name)
            editions.forget(edition.name)
            if marks:
                (marks / edition.name).unlink(missing_ok=True)
