"""The transcripts: conversations with all their turns and ratings (SQLAlchemy).

A transcript is the single source of truth for its conversation. The graph's state at the start of a
turn is made from it; LangGraph's checkpoint is written from that state and never read back.
"""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import Engine, delete, func, insert, or_, select, text

from agent.errors import NotFound
from agent.store.branches import no_message
from agent.store.columns import storable
from agent.store.database import POOL, open_database, reading
from agent.store.feedback import Feedback
from agent.store.running_turns import RunningTurns
from agent.store.settled import Settled
from agent.store.transcript_tables import (
    CONVERSATIONS,
    FEEDBACK,
    METADATA,
    OPENED,
    TURNS,
    ConversationRow,
    unpacked,
    update_conversation,
)
from agent.turns.turn_row import TurnRow, turn_id

PRAGMAS = ("secure_delete=ON", "synchronous=NORMAL")
"""SQLite overwrites deleted rows, so that a deleted conversation cannot be recovered."""


class Opened:
    """Students who let teachers open their conversations; nobody is one by default."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def users(self) -> set[str]:
        """Their names."""
        with reading(self._engine) as connection:
            return set(connection.execute(select(OPENED.c.owner)).scalars())

    def put(self, user: str, allowed: bool) -> None:
        """Allow it, or withdraw that."""
        with self._engine.begin() as connection:
            connection.execute(delete(OPENED).where(OPENED.c.owner == user))
            if allowed:
                connection.execute(insert(OPENED).values(owner=user))


class Transcripts:
    """Conversations and their turns."""

    def __init__(self, url: str, pool: int = POOL) -> None:
        """Open, and create if new; raises `StoreUnavailable`."""
        self._engine = open_database(url, METADATA, pool=pool, pragmas=PRAGMAS)
        self.running = RunningTurns(self._engine)
        self.feedback = Feedback(self._engine)
        self.settled = Settled(self._engine)
        self.opened = Opened(self._engine)

    def close(self) -> None:
        """Close the connections."""
        self.running.finish_late()
        self._engine.dispose()

    def conversation(
        self, conversation_id: str, owner: str, teacher: bool = False
    ) -> ConversationRow:
        """One conversation; raises `NotFound` if it is unknown or somebody else's.

        A `teacher` may also read those of students who let teachers open them.
        """
        self.running.finish_late()
        query = select(CONVERSATIONS).where(CONVERSATIONS.c.id == conversation_id)
        with reading(self._engine) as connection:
            row = connection.execute(query).mappings().first()
        readable = row and (
            row["owner"] == owner or (teacher and row["owner"] in self.opened.users())
        )
        if row is None or not readable:
            raise NotFound(
                f"There is no conversation {conversation_id!r}.",
                "Omit conversation_id to start a new one.",
            )
        return cast(ConversationRow, dict(row))

    def readable(self, owner: str) -> set[str]:
        """The ids of the conversations that a teacher may read: their own, and opened ones."""
        owners = {owner, *self.opened.users()}
        query = select(CONVERSATIONS.c.id).where(CONVERSATIONS.c.owner.in_(owners))
        with reading(self._engine) as connection:
            return set(connection.execute(query).scalars())

    def turns(self, conversation_id: str) -> list[TurnRow]:
        """All turns of a conversation, in all branches, in order of time."""
        query = select(TURNS).where(TURNS.c.conversation_id == conversation_id)
        with reading(self._engine) as connection:
            rows = connection.execute(query.order_by(TURNS.c.number)).mappings()
            return [unpacked(row) for row in rows]

    def owned_turn(self, message_id: str, owner: str) -> TurnRow:
        """The turn of an answer or of its question; raises `NotFound`."""
        query = (
            select(TURNS)
            .join(CONVERSATIONS, CONVERSATIONS.c.id == TURNS.c.conversation_id)
            .where(TURNS.c.id == turn_id(message_id), CONVERSATIONS.c.owner == owner)
        )
        with reading(self._engine) as connection:
            row = connection.execute(query).mappings().first()
        if row is None:
            raise no_message(message_id)
        return unpacked(row)

    def listed(
        self, owner: str, words: str, limit: int, before: float | None
    ) -> list[ConversationRow]:
        """Conversations that have all of these words in a title, question or answer; newest first.

        `before` is the `updated_at` of the last one on the previous page.
        """
        query = select(CONVERSATIONS).where(CONVERSATIONS.c.owner == owner)
        for word in storable(words).split():
            found = select(TURNS.c.conversation_id).where(
                or_(_has(TURNS.c.question, word), _has(TURNS.c.answer, word))
            )
            query = query.where(
                or_(_has(CONVERSATIONS.c.title, word), CONVERSATIONS.c.id.in_(found))
            )
        if before is not None:
            query = query.where(CONVERSATIONS.c.updated_at < before)
        query = query.order_by(CONVERSATIONS.c.updated_at.desc()).limit(limit)
        with reading(self._engine) as connection:
            rows = connection.execute(query).mappings()
            return [cast(ConversationRow, dict(row)) for row in rows]

    def change(self, conversation_id: str, **values: str) -> None:
        """Set the title or the head."""
        with self._engine.begin() as connection:
            update_conversation(connection, conversation_id, **values)

    def delete(self, conversation_id: str) -> None:
        """Delete a conversation, its turns and their ratings."""
        with self._engine.begin() as connection:
            for table in (FEEDBACK, TURNS):
                connection.execute(delete(table).where(table.c.conversation_id == conversation_id))
            own = CONVERSATIONS.c.id == conversation_id
            connection.execute(delete(CONVERSATIONS).where(own))
        if self._engine.dialect.name == "sqlite":
            with reading(self._engine) as connection:  # the write-ahead log has deleted rows, too
                connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))


def _has(column: Any, word: str) -> Any:
    return func.lower(column).contains(word.lower(), autoescape=True)
