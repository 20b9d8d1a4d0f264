"""The tables of the transcripts, and their rows (SQLAlchemy)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import Column, Connection, Float, Integer, MetaData, RowMapping, Table, update
from typing_extensions import TypedDict

from agent.store.columns import Name, Words
from agent.turns.turn_row import TurnRow

METADATA = MetaData()
CONVERSATIONS = Table(
    "conversations",
    METADATA,
    Column("id", Name, primary_key=True),
    Column("owner", Name, nullable=False, index=True),
    Column("title", Words, nullable=False),
    Column("head", Name),  # the turn that the next one follows
    Column("created_at", Float, nullable=False),
    Column("updated_at", Float, nullable=False),
)
TURNS = Table(
    "turns",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("id", Name, nullable=False, unique=True),  # the answer's message
    Column("conversation_id", Name, nullable=False, index=True),
    Column("parent", Name),  # the turn before it on its branch
    Column("run_id", Name, nullable=False),
    Column("question", Words, nullable=False),
    Column("courses", Name, nullable=False),
    Column("style", Name, nullable=False),
    Column("status", Name, nullable=False, index=True),
    Column("answer", Words, nullable=False),
    Column("record", Words),
    Column("asked_at", Float, nullable=False),
)
FEEDBACK = Table(
    "feedback",
    METADATA,
    Column("message_id", Name, primary_key=True),
    Column("conversation_id", Name, nullable=False, index=True),
    Column("rating", Integer, nullable=False),
    Column("comment", Words),
    Column("given_at", Float, nullable=False),
)
SETTLED = Table(
    "settled",  # unanswered questions that a teacher has dealt with
    METADATA,
    Column("key", Name, primary_key=True),
    Column("settled_at", Float, nullable=False),
)
OPENED = Table(
    "opened",  # users who let teachers open their conversations
    METADATA,
    Column("owner", Name, primary_key=True),
)


class ConversationRow(TypedDict):
    """One conversation without its turns."""

    id: str
    owner: str
    title: str
    head: str | None
    created_at: float
    updated_at: float


def update_conversation(
    connection: Connection, conversation_id: str, *conditions: Any, **values: object
) -> int:
    """Set columns of a conversation if it meets the conditions; returns the rows changed."""
    own = update(CONVERSATIONS).where(CONVERSATIONS.c.id == conversation_id, *conditions)
    return connection.execute(own.values(**values)).rowcount


def packed(turn: TurnRow) -> dict[str, Any]:
    """A turn's values in the table, without the number, which the table assigns."""
    values = dict(turn) | {
        "courses": json.dumps(turn["courses"]),
        "record": as_json(turn["record"]) if turn["record"] else None,
    }
    del values["number"]
    return values


def unpacked(row: RowMapping) -> TurnRow:
    """A turn from a row of its table."""
    values = dict(row)
    values["courses"] = json.loads(row["courses"])
    values["record"] = json.loads(row["record"]) if row["record"] else {}
    return cast(TurnRow, values)


def as_json(value: Mapping[str, Any]) -> str:
    """Compact JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
