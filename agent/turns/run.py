"""One turn that runs on its own, with numbered events kept for any number of readers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import uuid4

from agent.errors import MentorError, TimedOut, from_body
from agent.events import Event
from agent.turns.run_event import RunEvent
from agent.types import Done, Indexed, Style

MOST_BYTES = 16 * 2**20
"""Bytes of the events of one run; a longer answer is stopped."""
AHEAD = 1_000_000
"""More events than any run has. The event of an interruption is numbered from here, because the
readers of a killed process may have received events that no other process knows."""
OVERHEAD = 160
"""Bytes of the objects that hold one event, beside its frame."""
RUN_ID: ContextVar[str | None] = ContextVar("run_id", default=None)
"""The run of the current code, for the log."""
LOCAL = "local"
"""The one user of a service without keys."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A student's question, and the options of its answer."""

    message: str
    conversation_id: str | None = None  # None: a new conversation
    courses: Sequence[str] = ()  # empty: all
    style: Style = "answer"
    user: str = LOCAL
    earlier: Sequence[tuple[str, str]] = ()  # questions and answers kept by the client itself
    keep: bool = True  # whether the conversation is stored
    readable: Sequence[str] = ()  # the courses that may be named; empty: all
    beside: str | None = None  # another turn of the conversation, to which this is an alternative


@dataclass(slots=True, eq=False)
class Run:
    """One question being answered."""

    ask: Ask
    conversation_id: str
    id: str = field(default_factory=lambda: uuid4().hex)
    message_id: str = field(default_factory=lambda: uuid4().hex)
    indexed: Indexed | None = None  # progress of the first ingest, if it is unfinished
    events: list[RunEvent] = field(default_factory=list)
    size: int = 0  # bytes of all events
    listeners: int = 0
    ended_at: float | None = None  # on the registry's clock
    error: MentorError | None = None  # instead of an outcome
    work: asyncio.Task[Any] | None = None  # cancelled to stop the run; None once it has ended
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    on_change: Callable[[Run], None] | None = None  # called after each change
    _changed: asyncio.Event = field(default_factory=asyncio.Event)
    _text: str = ""
    _joined: int = 0  # events whose text is in it

    @property
    def streamed(self) -> str:
        """The text of all tokens."""
        new, self._joined = self.events[self._joined :], len(self.events)
        self._text += "".join(event.data["text"] for event in new if event.name == "token")
        return self._text

    @property
    def last(self) -> int:
        """The number of the last event; -1 before there is one."""
        return self.events[-1].number if self.events else -1

    @property
    def outcome(self) -> RunEvent | None:
        """The `done` event; None before it, and if the run ends with an error."""
        return self.events[-1] if self.events and self.events[-1].name == "done" else None

    @property
    def done(self) -> Done | None:
        """The data of `outcome`."""
        return cast(Done, self.outcome.data) if self.outcome else None

    def publish(self, event: Event) -> None:
        """Add an event; raises `TimedOut` if the run has become far too long."""
        new = RunEvent.of(self.id, len(self.events), event)
        self.size += len(new.frame) + OVERHEAD
        if self.size > MOST_BYTES and event.name not in ("done", "error"):
            raise TimedOut("The answer is too long.", "Ask a narrower question.")
        self.events.append(new)
        self._notify()

    def receive(self, events: Iterable[RunEvent]) -> None:
        """Add events published by another process; known ones are skipped."""
        for event in events:
            if event.number == self.last + 1 or event.number >= AHEAD > self.last:
                self.events.append(event)
                if event.name == "error":
                    self.error = from_body(event.data)
        self._notify()

    def end(self, at: float) -> None:
        """No more events will be published."""
        self.ended_at = at
        self.ended.set()
        self._notify()

    async def follow(self, after: int = -1) -> AsyncGenerator[list[RunEvent]]:
        """Its events after that number, including future ones; yields all new ones each time."""
        at = min(after + 1, len(self.events))
        while at and self.events[at - 1].number > after:  # an interruption's number is far ahead
            at -= 1
        while True:
            if new := self.events[at:]:
                at += len(new)
                if new[0].number <= after:
                    new = [event for event in new if event.number > after]
                if new:
                    yield new
                continue
            if self.ended.is_set():
                return
            self._changed.clear()
            await self._changed.wait()

    def _notify(self) -> None:
        self._changed.set()
        if self.on_change:
            self.on_change(self)
