"""One turn that runs by itself: its events, numbered and kept, for whoever listens."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import uuid4

from agent.errors import MentorError, TimedOut, from_body
from agent.events import Event, EventName
from agent.types import Done, Indexed, Style

MOST_BYTES = 16 * 2**20
"""Of the events of one run; an answer that grows beyond it is stopped."""
AHEAD = 1_000_000
"""More events than a run has. That of an interruption is numbered from there: a killed process may
have told its own listeners more than others know of, and they are to hear of it, too."""
OVERHEAD = 120
"""Bytes of the objects that one event is kept in, beside its JSON."""
RUN_ID: ContextVar[str | None] = ContextVar("run_id", default=None)
"""The run that the code at hand works for, for the log."""
LOCAL = "local"
"""The one user of a service without keys."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What a student asks for."""

    message: str
    conversation_id: str | None = None  # None: a new conversation
    courses: Sequence[str] = ()  # empty: all
    style: Style = "answer"
    user: str = LOCAL
    earlier: Sequence[tuple[str, str]] = ()  # questions and answers that the client kept itself
    keep: bool = True  # whether the conversation is kept
    beside: str | None = None  # another turn of the conversation that this one is an alternative to


@dataclass(frozen=True, slots=True)
class Told:
    """One event with its number in the run, from 0, its data as JSON, and when (Unix time).

    JSON alone is kept: of an event of one word, its dictionaries would be three quarters.
    """

    number: int
    name: EventName
    json: str
    at: float = field(default_factory=time.time)

    @classmethod
    def of(cls, number: int, name: EventName, data: Mapping[str, Any]) -> Told:
        """An event of now."""
        return cls(number, name, json.dumps(data, ensure_ascii=False))

    @property
    def data(self) -> dict[str, Any]:
        """What it says."""
        data: dict[str, Any] = json.loads(self.json)
        return data

    @property
    def event(self) -> Event:
        """The event without its number."""
        return Event(self.name, self.data)


@dataclass(slots=True, eq=False)
class Run:
    """One question on its way to an answer."""

    ask: Ask
    conversation_id: str
    id: str = field(default_factory=lambda: uuid4().hex)
    message_id: str = field(default_factory=lambda: uuid4().hex)
    streamed: str = ""
    indexed: Indexed | None = None  # how much could be searched, where that is not all
    told: list[Told] = field(default_factory=list)
    size: int = 0  # bytes of all that was told
    listeners: int = 0
    ended_at: float | None = None  # on the registry's clock
    error: MentorError | None = None  # why it has no outcome
    work: asyncio.Task[Any] | None = None  # what is cancelled to stop it; none once it has ended
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    relay: Callable[[Run], None] | None = None  # called when there is something new
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def last(self) -> int:
        """The number of the last event; -1 before there is one."""
        return self.told[-1].number if self.told else -1

    @property
    def done(self) -> Done | None:
        """How it ended."""
        last = self.told[-1] if self.told else None
        return cast(Done, last.data) if last and last.name == "done" else None

    def tell(self, name: EventName, data: Mapping[str, Any]) -> None:
        """Add an event; raises `TimedOut` where the run has become far too long."""
        text = json.dumps(data, ensure_ascii=False)
        self.size += sys.getsizeof(text) + OVERHEAD
        if self.size > MOST_BYTES and name not in ("done", "error"):
            raise TimedOut("The answer does not come to an end.", "Ask for less at a time.")
        self.told.append(Told(len(self.told), name, text))
        self._wake()

    def heard(self, told: Sequence[Told]) -> None:
        """Add events that another process has told; those that are known are passed over."""
        for one in told:
            if one.number == self.last + 1 or one.number >= AHEAD > self.last:
                self.told.append(one)
                if one.name == "error":
                    self.error = from_body(one.data)
        self._wake()

    def end(self, at: float) -> None:
        """Nothing more will be told."""
        self.ended_at = at
        self.ended.set()
        self._wake()

    async def follow(self, after: int = -1) -> AsyncGenerator[list[Told]]:
        """Its events behind that number, those to come included: each time all that are there."""
        at = min(after + 1, len(self.told))
        while at and self.told[at - 1].number > after:  # one that tells of an interruption is ahead
            at -= 1
        while True:
            news = self._news
            if new := self.told[at:]:
                at += len(new)
                if new[0].number <= after:
                    new = [told for told in new if told.number > after]
                if new:
                    yield new
                continue
            if self.ended.is_set():
                return
            await news.wait()

    def _wake(self) -> None:
        self._news.set()
        self._news = asyncio.Event()
        if self.relay:
            self.relay(self)
