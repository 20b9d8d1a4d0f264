"""What was said: conversations, their turns and what students thought of them (SQLAlchemy)."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy import (
    Column,
    Connection,
    Float,
    Integer,
    MetaData,
    RowMapping,
    String,
    Table,
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
from typing_extensions import TypedDict

from agent.backends.database import open_database
from agent.errors import ErrorBody, NotFound, StorageFull
from agent.record import Record
from agent.types import Status, Style

_metadata = MetaData()
_conversations = Table(
    "conversations",
    _metadata,
    Column("id", String, primary_key=True),
    Column("owner", String, nullable=False, index=True),
    Column("title", String, nullable=False),
    Column("head", String),  # the turn that the next one follows
    Column("checkpointed", String),  # the turn that the thread's checkpoint ends with
    Column("created_at", Float, nullable=False),
    Column("updated_at", Float, nullable=False),
)
_turns = Table(
    "turns",
    _metadata,
    Column("number", Integer, primary_key=True),
    Column("id", String, nullable=False, unique=True),  # the answer's message
    Column("conversation_id", String, nullable=False, index=True),
    Column("parent", String),  # the turn before it on its branch
    Column("run_id", String, nullable=False),
    Column("question", String, nullable=False),
    Column("courses", String, nullable=False),
    Column("style", String, nullable=False),
    Column("status", String, nullable=False, index=True),
    Column("answer", String, nullable=False),
    Column("record", String),
    Column("asked_at", Float, nullable=False),
)
_feedback = Table(
    "feedback",
    _metadata,
    Column("message_id", String, primary_key=True),
    Column("conversation_id", String, nullable=False, index=True),
    Column("rating", Integer, nullable=False),
    Column("comment", String),
    Column("given_at", Float, nullable=False),
)

RUNNING = "running"
LOST: ErrorBody = {
    "code": "interrupted",
    "message": "The service stopped before this answer was complete.",
    "fix": "Ask again.",
}


class TurnRow(TypedDict):
    """One question and what became of it."""

    number: int  # in the order in which they were asked
    id: str
    conversation_id: str
    parent: str | None
    run_id: str
    question: str
    courses: list[str]
    style: Style
    status: Status  # or "running"
    answer: str
    record: dict[str, Any]  # a `Record`, and the `error` of a failed turn; empty while it runs
    asked_at: float  # seconds since the epoch


class ConversationRow(TypedDict):
    """One conversation without its turns."""

    id: str
    owner: str
    title: str
    head: str | None
    checkpointed: str | None
    created_at: float
    updated_at: float


class FeedbackRow(TypedDict):
    """What a student thought of an answer."""

    message_id: str
    conversation_id: str
    rating: int
    comment: str | None
    given_at: float
    question: str
    answer: str


class Transcripts:
    """Conversations and their turns. A turn is kept from the moment it is asked."""

    def __init__(self, url: str) -> None:
        """Open, and create where it is new; raises `StoreUnavailable`."""
        self._engine = open_database(url)
        _erase_what_is_deleted(self._engine)
        _metadata.create_all(self._engine)

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
                    connection.execute(insert(_conversations).values(**fresh))
                turn["parent"] = _parent(connection, beside) if beside else before["head"]
                connection.execute(insert(_turns).values(_packed(turn)))
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
                own = and_(_turns.c.id == turn_id, _turns.c.status == RUNNING)
                connection.execute(update(_turns).where(own).values(answer=said))

    def finish(
        self, turn: TurnRow, status: Status, answer: str, record: Record, error: ErrorBody | None
    ) -> None:
        """Keep how a turn ended."""
        kept = {**record, "error": error} if error else record
        with self._engine.begin() as connection:
            connection.execute(
                update(_turns)
                .where(_turns.c.id == turn["id"])
                .values(status=status, answer=answer, record=_json(kept))
            )
            whole = turn["id"] if status in ("answered", "refused") else None
            _change(
                connection,
                turn["conversation_id"],
                _conversations.c.head == turn["id"],
                checkpointed=whole,
                updated_at=time.time(),
            )

    def mark_lost(self) -> int:
        """Mark turns as failed that were running when the service was killed; how many."""
        lost = {"error": LOST}
        change = update(_turns).where(_turns.c.status == RUNNING)
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
        query = select(_turns).where(_turns.c.conversation_id == conversation_id)
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(_turns.c.number)).mappings()
            return [_unpacked(row) for row in rows]

    def owned_turn(self, message_id: str, owner: str) -> TurnRow:
        """The turn of an answer or of its question; raises `NotFound`."""
        query = (
            select(_turns)
            .join(_conversations, _conversations.c.id == _turns.c.conversation_id)
            .where(_turns.c.id == message_id.removesuffix("-q"), _conversations.c.owner == owner)
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
        query = select(_conversations).where(_conversations.c.owner == owner)
        for word in words.split():
            said = select(_turns.c.conversation_id).where(
                or_(_has(_turns.c.question, word), _has(_turns.c.answer, word))
            )
            query = query.where(
                or_(_has(_conversations.c.title, word), _conversations.c.id.in_(said))
            )
        if before is not None:
            query = query.where(_conversations.c.updated_at < before)
        query = query.order_by(_conversations.c.updated_at.desc()).limit(limit)
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
            for table in (_feedback, _turns):
                connection.execute(delete(table).where(table.c.conversation_id == conversation_id))
            own = _conversations.c.id == conversation_id
            connection.execute(delete(_conversations).where(own))
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
            connection.execute(delete(_feedback).where(_feedback.c.message_id == turn["id"]))
            connection.execute(insert(_feedback).values(values))

    def feedback(self, limit: int) -> list[FeedbackRow]:
        """What was thought of answers, newest first."""
        query = (
            select(_feedback, _turns.c.question, _turns.c.answer)
            .join(_turns, _turns.c.id == _feedback.c.message_id)
            .order_by(_feedback.c.given_at.desc())
        )
        with self._engine.connect() as connection:
            rows = connection.execute(query.limit(limit)).mappings()
            return [cast(FeedbackRow, dict(row)) for row in rows]


def _conversation(connection: Connection, conversation_id: str) -> ConversationRow | None:
    query = select(_conversations).where(_conversations.c.id == conversation_id)
    row = connection.execute(query).mappings().first()
    return cast(ConversationRow, dict(row)) if row else None


def _parent(connection: Connection, turn_id: str) -> str | None:
    query = select(_turns.c.parent).where(_turns.c.id == turn_id)
    parent: str | None = connection.execute(query).scalar()
    return parent


def _change(
    connection: Connection, conversation_id: str, *conditions: Any, **values: object
) -> None:
    own = update(_conversations).where(_conversations.c.id == conversation_id, *conditions)
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
