"""What turns need of stores; `agent/store/` has it over SQLite and PostgreSQL."""

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
        """The names of the courses that questions can be asked of, in order."""

    def indexed(self) -> Indexed | None:
        """The progress of the first ingest, even if it was stopped; none once all is indexed."""


class TurnStore(Protocol):
    """Turns while they are answered: stored from the first moment, to their end."""

    def begin(
        self, turn: TurnRow, owner: str, title: str, beside: str | None, known: int = 0
    ) -> list[TurnRow]:
        """Store a question that is being answered now; the last `known` turns before it on its
        branch, oldest first. Raises `StorageFull`, `StoreUnavailable`."""

    def save_streamed(self, answers: Mapping[str, str]) -> None:
        """Save the text that running turns, by id, have so far; raises `StoreUnavailable`."""

    def finish(
        self, turn: TurnRow, status: Status, answer: str, record: Record, error: ErrorBody | None
    ) -> None:
        """Store the end of a turn; after `StorageFull` or `StoreUnavailable`, later."""


class ConversationStore(Protocol):
    """Conversations; each call raises `NotFound` for one that is not this user's."""

    @property
    def running(self) -> TurnStore:
        """Their turns that are being answered."""

    async def check(self, conversation_id: str, user: str) -> object:
        """Raises `NotFound`."""

    async def go_to(self, conversation_id: str, user: str, message_id: str) -> None:
        """Go on with the branch that this message stands on."""

    async def delete(self, conversation_id: str, user: str) -> None:
        """Forget it, the graph's checkpoint included."""

    async def prune(self, conversation_id: str) -> None:
        """Keep the newest checkpoint only; raises `StoreUnavailable`."""
