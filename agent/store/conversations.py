"""Conversations for their users: listed, read, renamed, branched, deleted.

The transcript has every turn with its record; alternatives are branches, turns with the same
parent. A conversation's thread in LangGraph's checkpointer has the last exchanges of the current
branch; each turn makes them from the transcript.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from typing_extensions import TypedDict

from agent.errors import InvalidRequest
from agent.store.branches import path_to, tip_of
from agent.store.running_turns import RunningTurns
from agent.store.sqlite_checkpoints import Checkpoints
from agent.store.transcript_tables import ConversationRow
from agent.store.transcripts import Transcripts
from agent.turns.turn_row import TurnRow, question_id, title_of
from agent.types import Step

if TYPE_CHECKING:
    from agent.store.postgres_checkpoints import PostgresCheckpoints


class Listed(TypedDict):
    """One conversation in a list."""

    id: str
    title: str
    created_at: str  # ISO 8601
    updated_at: str


class Conversation(TypedDict):
    """One branch of a conversation, oldest message first."""

    id: str
    title: str
    course: list[str]  # of the last question; empty: all
    created_at: str | None  # ISO 8601
    updated_at: str | None
    yours: bool  # False: a student's, opened to teachers; it can only be read
    messages: list[dict[str, Any]]
    """Of a question, `branches` are the answers (by id) to it and to its alternatives."""


class TurnTrace(TypedDict):
    """The path that one turn took through the graph."""

    message_id: str
    run_id: str
    question: str
    status: str
    trace: list[Step]


class Page(TypedDict):
    """Some conversations of a list."""

    conversations: list[Listed]
    next: str | None  # the cursor of the next page; None on the last one


class Conversations:
    """All conversations; each call raises `NotFound` for one that is not this user's."""

    def __init__(
        self, transcripts: Transcripts, checkpoints: Checkpoints | PostgresCheckpoints
    ) -> None:
        self.transcripts = transcripts
        self.checkpoints = checkpoints

    @property
    def running(self) -> RunningTurns:
        """Their running turns."""
        return self.transcripts.running

    async def check(self, conversation_id: str, user: str) -> ConversationRow:
        """Raises `NotFound`."""
        return await asyncio.to_thread(self.transcripts.conversation, conversation_id, user)

    async def read(
        self, conversation_id: str, user: str, branch: str | None = None, teacher: bool = False
    ) -> Conversation:
        """The current branch, or the branch of a message; a `teacher` also reads opened ones."""
        found = self.transcripts.conversation
        row = await asyncio.to_thread(found, conversation_id, user, teacher)
        turns = await asyncio.to_thread(self.transcripts.turns, conversation_id)
        path = path_to(turns, tip_of(turns, branch) if branch else row["head"])
        ratings = await asyncio.to_thread(self.transcripts.feedback.of, conversation_id)
        return Conversation(
            id=conversation_id,
            title=row["title"],
            course=path[-1]["courses"] if path else [],
            created_at=_iso(row["created_at"]),
            updated_at=_iso(row["updated_at"]),
            yours=row["owner"] == user,
            messages=[message for turn in path for message in _messages(turn, turns, ratings)],
        )

    async def page(
        self, user: str, words: str = "", limit: int = 50, after: str | None = None
    ) -> Page:
        """A user's conversations that contain these words, newest first."""
        try:
            before = float(after) if after else None
        except ValueError as error:
            raise InvalidRequest("Invalid `after` cursor.", "Use `next` of a page.") from error
        rows = await asyncio.to_thread(self.transcripts.listed, user, words, limit + 1, before)
        shown = rows[:limit]
        return Page(
            conversations=[_listed(row) for row in shown],
            next=repr(shown[-1]["updated_at"]) if len(rows) > limit else None,
        )

    async def rename(self, conversation_id: str, user: str, title: str) -> Listed:
        """Give it another title."""
        row = await self.check(conversation_id, user)
        short = title_of(title)
        await asyncio.to_thread(self.transcripts.change, conversation_id, title=short)
        return _listed(row | ConversationRow(title=short))  # type: ignore[typeddict-item]

    async def go_to(self, conversation_id: str, user: str, message_id: str) -> None:
        """Continue with the branch of this message."""
        await self.check(conversation_id, user)
        turns = await asyncio.to_thread(self.transcripts.turns, conversation_id)
        tip = tip_of(turns, message_id)
        await asyncio.to_thread(self.transcripts.change, conversation_id, head=tip)

    async def trace(self, conversation_id: str, user: str) -> list[TurnTrace]:
        """The path of each turn through the graph, in all branches, in order of time."""
        await self.check(conversation_id, user)
        return [
            TurnTrace(
                message_id=turn["id"],
                run_id=turn["run_id"],
                question=turn["question"],
                status=turn["status"],
                trace=turn["record"].get("trace", []),
            )
            for turn in await asyncio.to_thread(self.transcripts.turns, conversation_id)
        ]

    async def turn(self, message_id: str, user: str) -> TurnRow:
        """The turn that a message belongs to; raises `NotFound`."""
        return await asyncio.to_thread(self.transcripts.owned_turn, message_id, user)

    async def delete(self, conversation_id: str, user: str) -> None:
        """Delete it, including the graph's checkpoint."""
        await self.check(conversation_id, user)
        await self.checkpoints.adelete_thread(conversation_id)
        await asyncio.to_thread(self.transcripts.delete, conversation_id)

    async def prune(self, conversation_id: str) -> None:
        """Keep the newest checkpoint only."""
        await self.checkpoints.aprune([conversation_id])


def _messages(
    turn: TurnRow, turns: list[TurnRow], ratings: dict[str, tuple[int, str | None]]
) -> list[dict[str, Any]]:
    at = _iso(turn["asked_at"])
    asked = {
        "id": question_id(turn["id"]),
        "role": "user",
        "text": turn["question"],
        "at": at,
        "branches": [other["id"] for other in turns if other["parent"] == turn["parent"]],
    }
    answered: dict[str, Any] = {
        "id": turn["id"],
        "role": "assistant",
        "text": turn["answer"],
        "at": at,
        "run_id": turn["run_id"],
        "status": turn["status"],
        "courses": turn["courses"],
        "style": turn["style"],
    }
    if turn["id"] in ratings:
        answered["rating"], answered["comment"] = ratings[turn["id"]]
    return [asked, answered | turn["record"] | {"status": turn["status"]}]


def _listed(row: ConversationRow) -> Listed:
    return Listed(
        id=row["id"],
        title=row["title"],
        created_at=_iso(row["created_at"]),
        updated_at=_iso(row["updated_at"]),
    )


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
