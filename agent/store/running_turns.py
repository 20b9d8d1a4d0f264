"""Turns while they are answered, stored from start to end (SQLAlchemy)."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    Integer,
    Select,
    and_,
    bindparam,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.exc import SQLAlchemyError

from agent.errors import ErrorBody, Interrupted, StorageFull, StoreUnavailable
from agent.record import Record
from agent.store.database import reading
from agent.store.transcript_tables import (
    CONVERSATIONS,
    TURNS,
    ConversationRow,
    as_json,
    packed,
    unpacked,
    update_conversation,
)
from agent.turns.turn_row import RUNNING, TurnRow
from agent.types import Status

INTERRUPTED: ErrorBody = Interrupted().body()


def _branch_query() -> Select[Any]:
    steps = literal(1).label("steps")
    back = select(TURNS, steps).where(TURNS.c.id == bindparam("last")).cte(recursive=True)
    parent = select(TURNS, back.c.steps + 1).where(
        TURNS.c.id == back.c.parent, back.c.steps < bindparam("most", type_=Integer)
    )
    back = back.union_all(parent)
    return select(*(back.c[column.name] for column in TURNS.c)).order_by(back.c.steps.desc())


BRANCH = _branch_query()  # built once: that takes longer than the query


class RunningTurns:
    """Writes turns. If the end of one cannot be written now, it is written later."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._late: list[tuple[TurnRow, Status, str, Record, ErrorBody | None]] = []

    def begin(
        self, turn: TurnRow, owner: str, title: str, beside: str | None, known: int = 0
    ) -> list[TurnRow]:
        """Store a new question; returns the last `known` turns before it on its branch.

        Oldest first. The question follows the head of its conversation, which is created if it is
        new, or is an alternative to the turn `beside`. Raises `StorageFull`, `StoreUnavailable`.
        """
        try:
            with self._engine.begin() as connection:
                turn["parent"] = _open_conversation(connection, turn, owner, title)
                if beside:
                    query = select(TURNS.c.parent).where(TURNS.c.id == beside)
                    turn["parent"] = connection.execute(query).scalar()
                connection.execute(insert(TURNS).values(packed(turn)))
                update_conversation(connection, turn["conversation_id"], head=turn["id"])
                before = _branch(connection, turn["parent"], known)
        except SQLAlchemyError as error:
            raise StorageFull(
                "The question could not be saved.", "Check the disk of MENTOR_DATA_DIR."
            ) from error
        self.finish_late()
        return before

    def save_streamed(self, answers: Mapping[str, str]) -> None:
        """Save the text so far of running turns, by id; raises `StoreUnavailable`."""
        own = and_(TURNS.c.id == bindparam("turn"), TURNS.c.status == RUNNING)
        change = update(TURNS).where(own).values(answer=bindparam("text"))
        texts = [{"turn": id_, "text": text} for id_, text in answers.items()]
        try:
            with self._engine.begin() as connection:
                connection.execute(change, texts)
        except SQLAlchemyError as error:  # its message quotes the text
            raise StoreUnavailable(f"Text cannot be saved: {type(error).__name__}.") from None

    def finish(
        self, turn: TurnRow, status: Status, answer: str, record: Record, error: ErrorBody | None
    ) -> None:
        """Store the end of a turn; retried later after `StorageFull` or `StoreUnavailable`."""
        try:
            self._finish(turn, status, answer, record, error)
        except (StorageFull, StoreUnavailable):
            self._late.append((turn, status, answer, record, error))
            raise

    def finish_late(self) -> None:
        """Store the ends that could not be stored before."""
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

    def ids(self) -> set[str]:
        """The ids of running turns."""
        with reading(self._engine) as connection:
            query = select(TURNS.c.id).where(TURNS.c.status == RUNNING)
            return set(connection.execute(query).scalars())

    def mark_lost(self, turn_ids: Sequence[str] | None = None) -> int:
        """Mark turns of a killed process as failed; returns their number.

        Without ids, all running turns.
        """
        change = update(TURNS).where(TURNS.c.status == RUNNING)
        if turn_ids is not None:
            change = change.where(TURNS.c.id.in_(turn_ids))
        failed = change.values(status="failed", record=as_json({"error": INTERRUPTED}))
        with self._engine.begin() as connection:
            return connection.execute(failed).rowcount

    def _finish(
        self, turn: TurnRow, status: Status, answer: str, record: Record, error: ErrorBody | None
    ) -> None:
        whole = as_json({**record, "error": error} if error else record)
        end = update(TURNS).where(TURNS.c.id == turn["id"])
        with self._engine.begin() as connection:
            connection.execute(end.values(status=status, answer=answer, record=whole))
            at_head = CONVERSATIONS.c.head == turn["id"]
            update_conversation(
                connection, turn["conversation_id"], at_head, updated_at=time.time()
            )


def _branch(connection: Connection, last: str | None, most: int) -> list[TurnRow]:
    """The last turns of a branch, up to this one."""
    if last is None or not most:
        return []
    rows = connection.execute(BRANCH, {"last": last, "most": most}).mappings()
    return [unpacked(row) for row in rows]


def _open_conversation(connection: Connection, turn: TurnRow, owner: str, title: str) -> str | None:
    """The head of the turn's conversation, which is created if it is new.

    The update comes first: it makes the second of two simultaneous questions wait for the first.
    """
    id_, now = turn["conversation_id"], turn["asked_at"]
    if update_conversation(connection, id_, updated_at=now):
        query = select(CONVERSATIONS.c.head).where(CONVERSATIONS.c.id == id_)
        head: str | None = connection.execute(query).scalar()
        return head
    new = ConversationRow(
        id=id_, owner=owner, title=title, head=None, created_at=now, updated_at=now
    )
    connection.execute(insert(CONVERSATIONS).values(**new))
    return None
