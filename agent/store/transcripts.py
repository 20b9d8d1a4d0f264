"""What was said: conversations, their turns and what students thought of them (SQLAlchemy)."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy import (
    Connection,
    and_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.exc import SQLAlchemyError

from agent.errors import ErrorBody, Interrupted, NotFound, StorageFull, StoreUnavailable
from agent.record import Record
from agent.store.columns import storable
from agent.store.database import POOL, open_database, reading
from agent.store.feedback import Feedback
from agent.store.transcript_tables import (
    CONVERSATIONS,
    FEEDBACK,
    METADATA,
    RUNNING,
    TURNS,
    ConversationRow,
    TurnRow,
    as_json,
    packed,
    unpacked,
)
from agent.types import Status

LOST: ErrorBody = Interrupted().body()
PRAGMAS = ("secure_delete=ON", "synchronous=NORMAL")
"""SQLite overwrites what is deleted: a student who deletes a conversation means it."""


class Transcripts:
    """Conversations and their turns. A turn is kept from the moment it is asked."""

    def __init__(self, url: str, pool: int = POOL) -> None:
        """Open, and create where it is new; raises `StoreUnavailable`."""
        self._engine = open_database(url, METADATA, pool=pool, pragmas=PRAGMAS)
        self._late: list[tuple[TurnRow, Status, str, Record, ErrorBody | None]] = []
        self.feedback = Feedback(self._engine)

    def close(self) -> None:
        """Give back the connections."""
        self._finish_late()
        self._engine.dispose()

    def begin(self, turn: TurnRow, owner: str, title: str, beside: str | None) -> ConversationRow:
        """Keep a question that is being answered now; the conversation as it was before.

        It follows the head of its conversation, which is made where it is new, or stands beside
        another turn. Raises `StorageFull` or `StoreUnavailable` where it cannot be kept.
        """
        now = turn["asked_at"]
        fresh = ConversationRow(
            id=turn["conversation_id"], owner=owner, title=title, head=None,
            checkpointed=None, created_at=now, updated_at=now,
        )  # fmt: skip
        try:
            with self._engine.begin() as connection:
                # a write comes first: of two questions at once the second then follows the first
                _change(connection, turn["conversation_id"], updated_at=now)
                before = _conversation(connection, turn["conversation_id"])
                if before is None:
                    before = fresh
                    connection.execute(insert(CONVERSATIONS).values(**fresh))
                turn["parent"] = _parent(connection, beside) if beside else before["head"]
                connection.execute(insert(TURNS).values(packed(turn)))
                _change(connection, before["id"], head=turn["id"], checkpointed=None)
        except SQLAlchemyError as error:
            raise StorageFull(
                "The question could not be kept.", "Check the disk of MENTOR_DATA_DIR."
            ) from error
        self._finish_late()
        return before

    def save_streamed(self, answers: Mapping[str, str]) -> None:
        """Keep what running turns, by id, have said so far."""
        own = and_(TURNS.c.id == bindparam("turn"), TURNS.c.status == RUNNING)
        change = update(TURNS).where(own).values(answer=bindparam("said"))
        with self._engine.begin() as connection:
            connection.execute(change, [{"turn": id_, "said": s} for id_, s in answers.items()])

    def finish(
        self, turn: TurnRow, status: Status, answer: str, record: Record, error: ErrorBody | None
    ) -> None:
        """Keep how a turn ended; raises `StorageFull` or `StoreUnavailable`, and keeps it later."""
        try:
            self._finish(turn, status, answer, record, error)
        except (StorageFull, StoreUnavailable):
            self._late.append((turn, status, answer, record, error))
            raise

    def _finish_late(self) -> None:
        """Keep the ends that could not be kept, now that there is room or the server is back."""
        while self._late:
            try:
                ended = self._late.pop()
            except IndexError:  # another thread has taken it
                return
            try:
                self._finish(*ended)
            except (StorageFull, StoreUnavailable):
                self._late.append(ended)
                return

    def _finish(
        self, turn: TurnRow, status: Status, answer: str, record: Record, error: ErrorBody | None
    ) -> None:
        kept = {**record, "error": error} if error else record
        with self._engine.begin() as connection:
            connection.execute(
                update(TURNS)
                .where(TURNS.c.id == turn["id"])
                .values(status=status, answer=answer, record=as_json(kept))
            )
            whole = turn["id"] if status in ("answered", "refused") else None
            _change(
                connection,
                turn["conversation_id"],
                CONVERSATIONS.c.head == turn["id"],
                checkpointed=whole,
                updated_at=time.time(),
            )

    def running(self) -> set[str]:
        """The turns, by id, that have not ended."""
        with reading(self._engine) as connection:
            query = select(TURNS.c.id).where(TURNS.c.status == RUNNING)
            return set(connection.execute(query).scalars())

    def mark_lost(self, turn_ids: Sequence[str] | None = None) -> int:
        """Mark turns as failed that were running when their process was killed; how many.

        All that are running, where none are named.
        """
        lost = {"error": LOST}
        change = update(TURNS).where(TURNS.c.status == RUNNING)
        if turn_ids is not None:
            change = change.where(TURNS.c.id.in_(turn_ids))
        with self._engine.begin() as connection:
            return connection.execute(change.values(status="failed", record=as_json(lost))).rowcount

    def unknown(self, conversation_ids: Sequence[str]) -> list[str]:
        """Those of these that are no conversations here."""
        with reading(self._engine) as connection:
            known = set(connection.execute(select(CONVERSATIONS.c.id)).scalars())
        return [id_ for id_ in conversation_ids if id_ not in known]

    def adopt(self, conversation: ConversationRow, turns: Sequence[TurnRow]) -> None:
        """Keep a whole conversation, its turns in order."""
        with self._engine.begin() as connection:
            connection.execute(insert(CONVERSATIONS).values(**conversation))
            connection.execute(insert(TURNS), [packed(turn) for turn in turns])

    def conversation(self, conversation_id: str, owner: str) -> ConversationRow:
        """One conversation; raises `NotFound` for none, and for one of somebody else."""
        self._finish_late()
        with reading(self._engine) as connection:
            found = _conversation(connection, conversation_id)
        if found is None or found["owner"] != owner:
            raise NotFound(
                f"There is no conversation {conversation_id!r}.",
                "Leave conversation_id out to start a new one.",
            )
        return found

    def turns(self, conversation_id: str) -> list[TurnRow]:
        """All turns of a conversation, of all branches, in the order in which they were asked."""
        query = select(TURNS).where(TURNS.c.conversation_id == conversation_id)
        with reading(self._engine) as connection:
            rows = connection.execute(query.order_by(TURNS.c.number)).mappings()
            return [unpacked(row) for row in rows]

    def owned_turn(self, message_id: str, owner: str) -> TurnRow:
        """The turn of an answer or of its question; raises `NotFound`."""
        query = (
            select(TURNS)
            .join(CONVERSATIONS, CONVERSATIONS.c.id == TURNS.c.conversation_id)
            .where(TURNS.c.id == message_id.removesuffix("-q"), CONVERSATIONS.c.owner == owner)
        )
        with reading(self._engine) as connection:
            row = connection.execute(query).mappings().first()
        if row is None:
            raise NotFound(f"There is no message {message_id!r}.", "Read the conversation again.")
        return unpacked(row)

    def listed(
        self, owner: str, words: str, limit: int, before: float | None
    ) -> list[ConversationRow]:
        """Conversations that have all of these words in a title, question or answer; newest first.

        `before` is the `updated_at` of the last one of the page before.
        """
        query = select(CONVERSATIONS).where(CONVERSATIONS.c.owner == owner)
        for word in storable(words).split():
            said = select(TURNS.c.conversation_id).where(
                or_(_has(TURNS.c.question, word), _has(TURNS.c.answer, word))
            )
            query = query.where(
                or_(_has(CONVERSATIONS.c.title, word), CONVERSATIONS.c.id.in_(said))
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
            _change(connection, conversation_id, **values)

    def delete(self, conversation_id: str) -> None:
        """Forget a conversation, its turns and what was thought of them."""
        with self._engine.begin() as connection:
            for table in (FEEDBACK, TURNS):
                connection.execute(delete(table).where(table.c.conversation_id == conversation_id))
            own = CONVERSATIONS.c.id == conversation_id
            connection.execute(delete(CONVERSATIONS).where(own))
        if self._engine.dialect.name == "sqlite":
            with reading(self._engine) as connection:  # the log has what was deleted, too
                connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))


def _conversation(connection: Connection, conversation_id: str) -> ConversationRow | None:
    query = select(CONVERSATIONS).where(CONVERSATIONS.c.id == conversation_id)
    row = connection.execute(query).mappings().first()
    return cast(ConversationRow, dict(row)) if row else None


def _parent(connection: Connection, turn_id: str) -> str | None:
    query = select(TURNS.c.parent).where(TURNS.c.id == turn_id)
    parent: str | None = connection.execute(query).scalar()
    return parent


def _change(
    connection: Connection, conversation_id: str, *conditions: Any, **values: object
) -> None:
    own = update(CONVERSATIONS).where(CONVERSATIONS.c.id == conversation_id, *conditions)
    connection.execute(own.values(**values))


def _has(column: Any, word: str) -> Any:
    return func.lower(column).contains(word.lower(), autoescape=True)
