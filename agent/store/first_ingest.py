"""The progress of an edition's first ingest, stored in the catalogue, so that a kill keeps it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, Table, func, select, update

from agent.store.catalog_tables import documents, first_ingests
from agent.store.database import reading
from agent.types import Indexed

Own = Callable[[Table], Any]
"""The condition that picks an edition's rows."""


def expect(engine: Engine, own: Own, files: int) -> None:
    """Note the number of files found by an ingest, unless an earlier one was finished."""
    with engine.begin() as connection:
        connection.execute(update(first_ingests).where(own(first_ingests)).values(files=files))


def so_far(engine: Engine, own: Own) -> Indexed | None:
    """Indexed documents, out of all files that were not set aside; None once all are indexed.

    The documents are counted only until then: 0.2 ms in SQLite.
    """
    counted = select(func.count(documents.c.id)).where(own(documents))
    is_indexed = documents.c.status == "indexed"
    query = select(
        first_ingests.c.files,
        counted.where(is_indexed).scalar_subquery(),
        counted.where(~is_indexed).scalar_subquery(),
    ).where(own(first_ingests))
    with reading(engine) as connection:
        row = connection.execute(query).one_or_none()
    if row is None:
        return None
    files, ready, aside = row
    return Indexed(documents=ready, of=files - aside) if ready < files - aside else None
