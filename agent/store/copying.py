"""Copies transcripts and catalogue from one database into another, each of any kind.

LangGraph's checkpoints are not copied: each turn makes its state from the transcript.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, Table, delete, insert, inspect, select, text

from agent.store.catalog_tables import TABLES as CATALOGUE
from agent.store.database import open_database
from agent.store.transcript_tables import METADATA as TRANSCRIPTS
from agent.store.transcript_tables import TURNS

TOGETHER = 500  # rows
THREADS = ("checkpoint_writes", "checkpoint_blobs", "checkpoints", "writes")


def copy_database(source: str, target: str) -> None:
    """Replace the whole content of `target` with a snapshot of `source`, in one transaction.

    Raises `StoreUnavailable`, `StorageFull`, `NewerData`.
    """
    with _opened(source) as origin, _opened(target) as engine:
        snapshot = "REPEATABLE READ" if origin.dialect.name == "postgresql" else "SERIALIZABLE"
        with (
            origin.connect().execution_options(isolation_level=snapshot) as reading,
            engine.begin() as writing,
        ):
            _forget_threads(writing)
            for table in (*CATALOGUE.sorted_tables, *TRANSCRIPTS.sorted_tables):
                writing.execute(delete(table))
                for rows in _rows(reading, table):
                    writing.execute(insert(table), rows)


def _rows(reading: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    query = select(table)
    if table is TURNS:  # renumbered, in the same order
        columns = [column for column in table.columns if column.name != "number"]
        query = select(*columns).order_by(TURNS.c.number)
    found = reading.execution_options(yield_per=TOGETHER).execute(query).mappings()
    for some in found.partitions():
        yield [dict(row) for row in some]


def _forget_threads(writing: Connection) -> None:
    there = inspect(writing)
    for name in THREADS:
        if there.has_table(name):
            writing.execute(text(f"DELETE FROM {name}"))


@contextmanager
def _opened(address: str) -> Iterator[Engine]:
    engine = open_database(address, TRANSCRIPTS)
    try:
        yield engine
    finally:
        engine.dispose()
