"""One turn as a stream of events. Owns what happens when the reader leaves, and what is saved."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import cast
from uuid import uuid4

from langchain_core.messages import HumanMessage

from agent.backends.catalog import Catalog
from agent.conversations import Conversations, thread
from agent.errors import (
    Conflict,
    IndexEmpty,
    InternalError,
    InvalidRequest,
    MentorError,
    MessageTooLong,
    NotFound,
)
from agent.events import Event
from agent.graph import Graph
from agent.reasoner import Reasoner
from agent.record import reply
from agent.state import State
from agent.types import MAX_MESSAGE_CHARS, PROTOCOL, Done, Status, Style, no_usage

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ask:
    """What a student asks for."""

    message: str
    conversation_id: str | None = None  # None: a new conversation
    courses: Sequence[str] = ()  # empty: all
    style: Style = "answer"


@dataclass(slots=True)
class Turn:
    """One question on its way to an answer."""

    ask: Ask
    conversation_id: str
    run_id: str = field(default_factory=lambda: uuid4().hex)
    message_id: str = field(default_factory=lambda: uuid4().hex)
    streamed: str = ""
    state: State = field(default_factory=State)
    queue: asyncio.Queue[Event | None] = field(default_factory=asyncio.Queue)
    task: asyncio.Task[None] | None = None


class Answering:
    """Starts turns over one graph and keeps the promise that an abandoned turn stops."""

    def __init__(
        self,
        graph: Graph,
        reasoner: Reasoner,
        conversations: Conversations,
        catalog: Catalog,
    ) -> None:
        self._graph = graph
        self._reasoner = reasoner
        self.conversations = conversations
        self._catalog = catalog
        self._running: dict[str, str] = {}  # conversation -> run
        self._tasks: set[asyncio.Task[None]] = set()

    async def begin(self, ask: Ask) -> Turn:
        """Check a question and start to answer it.

        Raises `InvalidRequest`, `NotFound` (conversation or course), `IndexEmpty`, or `Conflict`
        (the conversation is answering already).
        """
        if not ask.message.strip():
            raise InvalidRequest("The message is empty.", "Write a question.")
        if len(ask.message) > MAX_MESSAGE_CHARS:
            raise MessageTooLong(
                f"The message has {len(ask.message):,} characters; "
                f"{MAX_MESSAGE_CHARS:,} are allowed.",
                "Shorten it, or ask in several messages.",
            )
        await asyncio.to_thread(check_courses, self._catalog, ask.courses)
        if ask.conversation_id:
            await self.conversations.read(ask.conversation_id)
        turn = Turn(ask, ask.conversation_id or uuid4().hex)
        running = self._running.setdefault(turn.conversation_id, turn.run_id)
        if running != turn.run_id:
            raise Conflict(
                f"This conversation is answering already (run {running}).",
                "Wait for its end, stop it, or start a new conversation.",
            )
        turn.task = asyncio.create_task(self._drive(turn))
        self._tasks.add(turn.task)
        turn.task.add_done_callback(self._tasks.discard)
        turn.task.add_done_callback(lambda _: self._running.pop(turn.conversation_id))
        return turn

    async def events(self, turn: Turn) -> AsyncGenerator[Event]:
        """The turn's events, `run` first, `done` or `error` last.

        Closing the generator stops the graph, the model included; what was streamed by then is
        saved as a stopped answer.
        """
        try:
            yield Event(
                "run",
                {
                    "run_id": turn.run_id,
                    "conversation_id": turn.conversation_id,
                    "message_id": turn.message_id,
                    "mode": self._reasoner.mode,
                    "model": self._reasoner.model,
                },
            )
            while event := await turn.queue.get():
                yield event
        finally:
            if turn.task:
                turn.task.cancel()

    async def close(self) -> None:
        """Stop all turns and wait until each is saved."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _drive(self, turn: Turn) -> None:
        """Run the graph to its end, in a task of its own so that it can be stopped at any await."""
        try:
            await self._run(turn)
            turn.queue.put_nowait(Event("done", done(turn, self._reasoner)))
        except asyncio.CancelledError:
            await self._save(turn, "stopped")
            raise
        except MentorError as error:
            await self._fail(turn, error)
        except Exception:  # the outermost edge of a turn: whatever it is, the reader is told
            log.exception("run %s failed", turn.run_id)
            await self._fail(turn, InternalError("Something went wrong here.", "Try again."))
        finally:
            turn.queue.put_nowait(None)

    async def _run(self, turn: Turn) -> None:
        stream = self._graph.astream(
            self._new_turn(turn),
            thread(turn.conversation_id),
            stream_mode=["custom", "values"],
            durability="exit",
        )
        async for mode, part in stream:
            if mode == "values":
                turn.state = cast(State, part)
                continue
            event = cast(Event, part)
            if event.name == "token":
                turn.streamed += event.data["text"]
            turn.queue.put_nowait(event)

    def _new_turn(self, turn: Turn) -> State:
        return {
            "messages": [_question(turn)],
            "courses": list(turn.ask.courses),
            "style": turn.ask.style,
            "message_id": turn.message_id,
        }

    async def _fail(self, turn: Turn, error: MentorError) -> None:
        await self._save(turn, "failed")
        turn.queue.put_nowait(Event("error", {**error.body(), "run_id": turn.run_id}))

    async def _save(self, turn: Turn, status: Status) -> None:
        """Keep the question and as much of the answer as was streamed."""
        state = turn.state | State(
            status=status, answer=turn.streamed, message_id=turn.message_id, citations=[]
        )
        await self._graph.aupdate_state(
            thread(turn.conversation_id),
            {"messages": [_question(turn), reply(state, self._reasoner)]},
            as_node="refuse",  # nothing follows it: the next turn starts at the start
        )


def check_courses(catalog: Catalog, courses: Sequence[str]) -> None:
    """Raises `NotFound` for a course that the index does not have, `IndexEmpty` for none at all."""
    known = [course["name"] for course in catalog.courses()]
    if not known:
        raise IndexEmpty
    for course in courses:
        if course not in known:
            raise NotFound(f"There is no course {course!r}.", f"Courses: {', '.join(known)}.")


def done(turn: Turn, reasoner: Reasoner) -> Done:
    """The outcome of a turn that came to its end."""
    state = turn.state
    return Done(
        protocol=PROTOCOL,
        run_id=turn.run_id,
        conversation_id=turn.conversation_id,
        message_id=turn.message_id,
        status=state["status"],
        answer=state["answer"],
        citations=state["citations"],
        passages=state["passages"],
        trace=state["trace"],
        usage=state.get("usage", no_usage()),
        mode=reasoner.mode,
        model=reasoner.model,
        unsupported=state.get("unsupported", []),
        nearest=state.get("nearest", []),
    )


def _question(turn: Turn) -> HumanMessage:
    at = datetime.now(UTC).isoformat(timespec="seconds")
    return HumanMessage(turn.ask.message, id=f"{turn.message_id}-q", additional_kwargs={"at": at})
