"""Unanswered questions that a teacher has dealt with (SQLAlchemy)."""

from __future__ import annotations

import time

from sqlalchemy import Engine, delete, insert, select

from agent.store.database import reading
from agent.store.transcript_tables import SETTLED


class Settled:
    """The keys of settled questions; if one fails again, it is open again."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def times(self) -> dict[str, float]:
        """The time of each settlement, in seconds since the epoch."""
        with reading(self._engine) as connection:
            rows = connection.execute(select(SETTLED)).mappings()
            return {row["key"]: row["settled_at"] for row in rows}

    def settle(self, key: str, done: bool = True) -> None:
        """Note a question as dealt with, or as open again."""
        with self._engine.begin() as connection:
            connection.execute(delete(SETTLED).where(SETTLED.c.key == key))
            if done:
                connection.execute(insert(SETTLED).values(key=key, settled_at=time.time()))
