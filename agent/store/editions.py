"""Editions: whole indexes made by one embedding model each. One is in service; another may be under
construction, and the previous one is kept for a rollback."""

from __future__ import annotations

import hashlib
import secrets
import time
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import ColumnElement, Engine, delete, func, insert, select, update

from agent.store.catalog_tables import (
    documents,
    editions,
    facts,
    first_ingests,
    pending,
    revisions,
)
from agent.store.database import check_format, reading

State = Literal["building", "current", "previous", "retired"]

CURRENT: ColumnElement[str] = func.coalesce(
    select(editions.c.name).where(editions.c.state == "current").scalar_subquery(), ""
)
"""The name of the edition in service; "" in a catalogue without any."""


@dataclass(frozen=True, slots=True)
class Edition:
    """One index: `name` is that of its collection in the store."""

    name: str
    embedding: str  # identity of the model that made its vectors
    format: int  # of the index's fields
    state: State
    made_at: float  # seconds since the epoch


class Editions:
    """The editions of a catalogue. Every change is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def all(self) -> list[Edition]:
        """All editions, oldest first."""
        with reading(self._engine) as connection:
            rows = connection.execute(select(editions).order_by(editions.c.made_at)).mappings()
            return [Edition(**row) for row in rows]

    def current(self) -> Edition | None:
        """The one in service."""
        return next((edition for edition in self.all() if edition.state == "current"), None)

    def matching(self, embedding: str, format_: int) -> Edition | None:
        """The edition of this model and format to update; None without any.

        Raises `NewerData` if a newer program has made the one in service.
        """
        if current := self.current():
            check_format("materials in the index", current.format, format_)
        order: tuple[State, ...] = ("current", "building", "previous")
        usable = [e for e in self.all() if (e.embedding, e.format) == (embedding, format_)]
        by_state = {edition.state: edition for edition in usable}
        return next((by_state[state] for state in order if state in by_state), None)

    def add(self, embedding: str, format_: int) -> Edition:
        """A new edition: in service at once if no other is, else under construction.

        Its first ingest counts as unfinished until `complete`.
        """
        kind = hashlib.blake2b(f"{embedding} {format_}".encode(), digest_size=4).hexdigest()
        edition = Edition(
            name=f"chunks_{kind}_{secrets.token_hex(4)}",
            embedding=embedding,
            format=format_,
            state="building" if self.current() else "current",
            made_at=time.time(),
        )
        with self._engine.begin() as connection:
            values = {name: getattr(edition, name) for name in Edition.__slots__}
            connection.execute(insert(editions).values(values))
            connection.execute(insert(first_ingests).values(edition=edition.name, files=0))
        return edition

    def complete(self, name: str) -> None:
        """Note that its first ingest is finished."""
        with self._engine.begin() as connection:
            connection.execute(delete(first_ingests).where(first_ingests.c.edition == name))

    def put_in_service(self, name: str) -> None:
        """Put this one in service, and keep the previous one for a rollback."""
        if (current := self.current()) and current.name == name:
            return
        with self._engine.begin() as connection:
            for state, then in (("previous", "retired"), ("current", "previous")):
                change = update(editions).where(editions.c.state == state, editions.c.name != name)
                connection.execute(change.values(state=then))
            connection.execute(
                update(editions).where(editions.c.name == name).values(state="current")
            )

    def roll_back(self) -> Edition | None:
        """Put the previous one in service again, if there is one."""
        previous = next((e for e in self.all() if e.state == "previous"), None)
        if previous:
            self.put_in_service(previous.name)
        return previous

    def retire_unfinished(self, but: str) -> None:
        """Drop all editions under construction except one."""
        with self._engine.begin() as connection:
            unfinished = (editions.c.state == "building") & (editions.c.name != but)
            connection.execute(update(editions).where(unfinished).values(state="retired"))

    def forget(self, name: str) -> None:
        """Remove an edition with its documents."""
        with self._engine.begin() as connection:
            for table in (documents, facts, pending, revisions, first_ingests):
                connection.execute(delete(table).where(table.c.edition == name))
            connection.execute(delete(editions).where(editions.c.name == name))

    def clear(self) -> None:
        """Remove all."""
        with self._engine.begin() as connection:
            for table in (documents, facts, pending, revisions, first_ingests):
                connection.execute(delete(table))
