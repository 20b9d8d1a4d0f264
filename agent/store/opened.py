"""The students who let teachers open their conversations (SQLAlchemy)."""

from __future__ import annotations

from sqlalchemy import Engine, delete, insert, select

from agent.store.database import reading
from agent.store.transcript_tables import OPENED


class Opened:
    """Names of users; nobody is among them without having said so."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def users(self) -> set[str]:
        """All of them."""
        with reading(self._engine) as connection:
            return set(connection.execute(select(OPENED.c.owner)).scalars())

    def put(self, user: str, allowed: bool) -> None:
        """Allow it, or withdraw that."""
        with self._engine.begin() as connection:
            connection.execute(delete(OPENED).where(OPENED.c.owner == user))
            if allowed:
                connection.execute(insert(OPENED).values(owner=user))
