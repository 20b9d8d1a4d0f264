"""The stores that turns need; `agent/store/` implements them with SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from agent.errors import ErrorBody
from agent.record import Record
from agent.turns.turn_row import TurnRow
from agent.types import Indexed, Status


class Courses(Protocol):
    """The courses of the index."""

    def course_names(self) -> list[str]:
        """The names of the indexed courses, in order."""

    def indexed(self) -> Indexed | None:
        """The progress of the first ingest, even if it was stopped; None once all is indexed."""


class TurnStore(Protocol):
    """Turns while they are answered, stored from start to end."""

    def begin(
        self, turn: TurnRow, owner: str, title: str, beside: str | None, known: int = 0
    ) -> list[TurnRow]:
        """Store a new question; returns the last `known` turns before it on its branch, oldest
        first. Raises `StorageFull`, `StoreUnavailable`."""

    def save_streamed(self, answers: Mapping[str, str]) -> None:
        """Save the text so far of running turns, by id; raises `StoreUnavailable`."""

    def finish(
        self, turn: TurnRow, status: Status, answer: str, record: Record, error: ErrorBody | None
    ) -> None:
        """Store the end of a turn; retried later after `StorageFull` or `StoreUnavailable`."""


class ConversationStore(Protocol):
    """Conversations; each call raises `NotFound` for one that is not this user's."""

    @property
    def running(self) -> TurnStore:
        """Their running turns."""

    async def check(self, conversation_id: str, user: str) -> object:
        """Raises `NotFound`."""

    async def go_to(self, conversation_id: str, user: str, message_id: str) -> None:
        """Continue with the branch of this message."""

    async def delete(self, conversation_id: str, user: str) -> None:
        """Delete it, including the graph's checkpoint."""

    async def prune(self, conversation_id: str) -> None:
        """Keep the newest checkpoint only; raises `StoreUnavailable`."""
