"""What was said: conversations, their turns and what students thought of them (SQLAlchemy)."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy import (
    Connection,
    RowMapping,
    and_,
    delete,
    event,
    func,
    insert,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.exc import SQLAlchemyError

from agent.backends.database import open_database
from agent.backends.transcript_tables import (
    CONVERSATIONS,
    FEEDBACK,
    METADATA,
    TURNS,
    ConversationRow,
    FeedbackRow,
    TurnRow,
)
from agent.errors import ErrorBody, NotFound, StorageFull
from agent.record import Record
from agent.types import Status

RUNNING = "running"
LOST: ErrorBody = {
    "code": "interrupted",
    "message": "The service stopped before this answer was complete.",
    "fix": "Ask again.",
}


class Transcripts:
    """Conversations and their turns. A turn is kept from the moment it is asked."""

    def __init__(self, url: str) -> None:
        """Open, and create where it is new; raises `StoreUnavailable`."""
        self._engine = open_database(url)
        _erase_what_is_deleted(self._engine)
        METADATA.create_all(self._engine)

    def close(self) -> None:
        """Give back the connections."""
        self._engine.dispose()

    def begin(self, turn: TurnRow, owner: str, title: str, beside: str | None) -> ConversationRow:
        """Keep a question that is being answered now; the conversation as it was before.

        It follows the head of its conversation, which is made where it is new, or stands beside
        another turn. Raises `StorageFull` where it cannot be kept.
        """
        now = turn["asked_at"]
        fresh = ConversationRow(
            id=turn["conversation_id"], owner=owner, title=title, head=None,
            checkpointed=None, created_at=now, updated_at=now,
        )  # fmt: skip
        try:
            with self._engine.begin() as connection:
                before = _conversation(connection, turn["conversation_id"])
                if before is None:
                    before = fresh
                    connection.execute(insert(CONVERSATIONS).values(**fresh))
                turn["parent"] = _parent(connection, beside) if beside else before["head"]
                connection.execute(insert(TURNS).values(_packed(turn)))
                _change(
                    connection, before["id"], head=turn["id"], checkpointed=None, updated_at=now
                )
        except SQLAlchemyError as error:
            raise StorageFull(
                "The question could not be kept.", "Check the disk of MENTOR_DATA_DIR."
            ) from error
        return before

    def save_streamed(self, answers: Mapping[str, str]) -> None:
        """Keep what running turns, by id, have said so far."""
        with self._engine.begin() as connection:
            for turn_id, said in answers.items():
                own = and_(TURNS.c.id == turn_id, TURNS.c.status == RUNNING)
                connection.execute(update(TURNS).where(own).values(answer=said))

    def finish(
        self, turn: TurnRow, status: Status, answer: str, record: Record, error: ErrorBody | None
    ) -> None:
        """Keep how a turn ended."""
        kept = {**record, "error": error} if error else record
        with self._engine.begin() as connection:
            connection.execute(
                update(TURNS)
                .where(TURNS.c.id == turn["id"])
                .values(status=status, answer=answer, record=_json(kept))
            )
            whole = turn["id"] if status in ("answered", "refused") else None
            _change(
                connection,
                turn["conversation_id"],
                CONVERSATIONS.c.head == turn["id"],
                checkpointed=whole,
                updated_at=time.time(),
            )

    def mark_lost(self) -> int:
        """Mark turns as failed that were running when the service was killed; how many."""
        lost = {"error": LOST}
        change = update(TURNS).where(TURNS.c.status == RUNNING)
        with self._engine.begin() as connection:
            return connection.execute(change.values(status="failed", record=_json(lost))).rowcount

    def conversation(self, conversation_id: str, owner: str) -> ConversationRow:
        """One conversation; raises `NotFound` for none, and for one of somebody else."""
        with self._engine.connect() as connection:
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
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(TURNS.c.number)).mappings()
            return [_unpacked(row) for row in rows]

    def owned_turn(self, message_id: str, owner: str) -> TurnRow:
        """The turn of an answer or of its question; raises `NotFound`."""
        query = (
            select(TURNS)
            .join(CONVERSATIONS, CONVERSATIONS.c.id == TURNS.c.conversation_id)
            .where(TURNS.c.id == message_id.removesuffix("-q"), CONVERSATIONS.c.owner == owner)
        )
        with self._engine.connect() as connection:
            row = connection.execute(query).mappings().first()
        if row is None:
            raise NotFound(f"There is no message {message_id!r}.", "Read the conversation again.")
        return _unpacked(row)

    def listed(
        self, owner: str, words: str, limit: int, before: float | None
    ) -> list[ConversationRow]:
        """Conversations that have all of these words in a title, question or answer; newest first.

        `before` is the `updated_at` of the last one of the page before.
        """
        query = select(CONVERSATIONS).where(CONVERSATIONS.c.owner == owner)
        for word in words.split():
            said = select(TURNS.c.conversation_id).where(
                or_(_has(TURNS.c.question, word), _has(TURNS.c.answer, word))
            )
            query = query.where(
                or_(_has(CONVERSATIONS.c.title, word), CONVERSATIONS.c.id.in_(said))
            )
        if before is not None:
            query = query.where(CONVERSATIONS.c.updated_at < before)
        query = query.order_by(CONVERSATIONS.c.updated_at.desc()).limit(limit)
        with self._engine.connect() as connection:
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
            with self._engine.connect() as connection:  # the log has what was deleted, too
                connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))

    def rate(self, turn: TurnRow, rating: int, comment: str | None) -> None:
        """Keep what was thought of an answer, in place of what was thought of it before."""
        values = {
            "message_id": turn["id"], "conversation_id": turn["conversation_id"],
            "rating": rating, "comment": comment, "given_at": time.time(),
        }  # fmt: skip
        with self._engine.begin() as connection:
            connection.execute(delete(FEEDBACK).where(FEEDBACK.c.message_id == turn["id"]))
            connection.execute(insert(FEEDBACK).values(values))

    def ratings(self, conversation_id: str) -> dict[str, tuple[int, str | None]]:
        """What was thought of the answers of a conversation, by message: rating and comment."""
        query = select(FEEDBACK).where(FEEDBACK.c.conversation_id == conversation_id)
        with self._engine.connect() as connection:
            rows = connection.execute(query).mappings()
            return {row["message_id"]: (row["rating"], row["comment"]) for row in rows}

    def refused(self, limit: int) -> list[TurnRow]:
        """The turns that were refused, newest first, whoever asked."""
        query = select(TURNS).where(TURNS.c.status == "refused").order_by(TURNS.c.number.desc())
        with self._engine.connect() as connection:
            return [_unpacked(row) for row in connection.execute(query.limit(limit)).mappings()]

    def feedback(self, limit: int) -> list[FeedbackRow]:
        """What was thought of answers, newest first."""
        query = (
            select(FEEDBACK, TURNS.c.question, TURNS.c.answer)
            .join(TURNS, TURNS.c.id == FEEDBACK.c.message_id)
            .order_by(FEEDBACK.c.given_at.desc())
        )
        with self._engine.connect() as connection:
            rows = connection.execute(query.limit(limit)).mappings()
            return [cast(FeedbackRow, dict(row)) for row in rows]


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


def _packed(turn: TurnRow) -> dict[str, Any]:
    packed = dict(turn) | {"courses": json.dumps(turn["courses"]), "record": None}
    del packed["number"]
    return packed


def _unpacked(row: RowMapping) -> TurnRow:
    packed = dict(row)
    packed["courses"] = json.loads(row["courses"])
    packed["record"] = json.loads(row["record"]) if row["record"] else {}
    return cast(TurnRow, packed)


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _erase_what_is_deleted(engine: Any) -> None:
    """Let SQLite overwrite what is deleted: a student who deletes a conversation means it."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def _pragmas(connection: Any, _: object) -> None:
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute("PRAGMA synchronous=NORMAL")


def path_to(turns: Sequence[TurnRow], turn_id: str | None) -> list[TurnRow]:
    """The turns of one branch from the first to this one."""
    by_id = {turn["id"]: turn for turn in turns}
    path = []
    while turn_id in by_id:
        path.append(by_id[turn_id])
        turn_id = path[-1]["parent"]
    return path[::-1]
