"""Turns, from the question to the stored answer: admitted, run, cancelled and saved."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing, suppress
from typing import Any, cast
from uuid import uuid4

from langchain_core.messages import AnyMessage
from langchain_core.runnables import RunnableConfig

from agent.errors import InternalError, MentorError, StoreUnavailable, TimedOut
from agent.events import Event, Listener
from agent.graph import Graph
from agent.reasoner import Exchange, Reasoner
from agent.record import Record, reply
from agent.state import EXCHANGES, RECORD, State
from agent.turns.admission import Admission, Place
from agent.turns.autosave import Autosave
from agent.turns.checks import check_courses, check_message
from agent.turns.exchanges import Message, messages, running_turn
from agent.turns.outcome import done, introduction, outcome
from agent.turns.partial_index import note, with_note
from agent.turns.ports import ConversationStore, Courses
from agent.turns.run import RUN_ID, Ask, Run
from agent.turns.run_registry import Runs
from agent.turns.turn_row import TurnRow, title_of
from agent.types import Status

__all__ = ["Ask", "TurnService"]

Recall = Callable[[Sequence[tuple[str, str]], Sequence[str]], list[Exchange]]

log = logging.getLogger(__name__)


class TurnService:
    """Starts turns over one graph; each runs in its own task until it ends or is stopped."""

    def __init__(
        self,
        graph: Graph,
        reasoner: Reasoner,
        conversations: ConversationStore,
        catalog: Courses,
        *,
        runs: Runs | None = None,
        admission: Admission | None = None,
        seconds: float = 600.0,
        recall: Recall,
    ) -> None:
        """`seconds`: the time limit of a turn after its admission; `recall` understands the
        exchanges of a client that keeps its conversation itself."""
        self._graph = graph
        self._reasoner = reasoner
        self.conversations = conversations
        self._catalog = catalog
        self.runs = runs or Runs()
        self.admission = admission or Admission(slots=100)
        self._seconds = seconds
        self._recall = recall
        self.stopping = False
        """Whether this process is shutting down and must not get more questions."""
        self.watchers: list[Callable[[Run], None]] = []  # called with each run that has ended
        self._turns = conversations.running
        self._autosave = Autosave(self.runs, self._turns)

    async def begin(self, ask: Ask) -> Run:
        """Check a question, store it, and start answering it.

        Raises `InvalidRequest`, `NotFound` (conversation or course), `IndexEmpty`, `TooBusy`, or
        `Conflict` (another question of the conversation is being answered).
        """
        check_message(ask.message)
        await asyncio.to_thread(check_courses, self._catalog, ask.courses)
        if ask.conversation_id:
            await self.conversations.check(ask.conversation_id, ask.user)
        await self.admission.learn()
        run = Run(ask, ask.conversation_id or uuid4().hex)
        RUN_ID.set(run.id)
        await self.runs.peers.claim(run)
        place: Place | None = None
        try:
            place = await self.admission.join(ask.user)
            turn, known = await asyncio.to_thread(self._store, run)
        except BaseException:
            if place:
                place.leave()
            await self.runs.peers.release(run)
            raise
        run.publish(Event("run", introduction(run, self._reasoner)))
        run.work = asyncio.create_task(self._answer(run, place, known))
        self.runs.start(run, self._drive(run, turn))
        self._autosave.wake()
        return run

    async def events(self, run: Run) -> AsyncGenerator[Event]:
        """The run's events, `run` first, `done` or `error` last; closing this stops the run."""
        try:
            async with aclosing(self.runs.follow(run)) as events:
                async for new in events:
                    for event in new:
                        yield Event(event.name, event.data)
        finally:
            await self.runs.stop(run)

    async def forget(self, conversation_id: str, user: str) -> None:
        """Stop the runs of a conversation and delete it; raises `NotFound`."""
        await self.conversations.check(conversation_id, user)
        await self.runs.forget(conversation_id)
        await self.conversations.delete(conversation_id, user)

    async def go_to(self, conversation_id: str, user: str, message_id: str) -> None:
        """Continue with the branch of this message; raises `NotFound`, and `Conflict` in a turn."""
        await self.runs.peers.check_idle(conversation_id)
        await self.conversations.go_to(conversation_id, user, message_id)

    async def drain(self, seconds: float) -> None:
        """Wait for the turns to end; those that take longer are stopped and saved."""
        self.stopping = True
        await self.runs.drain(seconds)

    async def close(self) -> None:
        """Stop all turns and wait until each is saved."""
        await self.runs.close()
        await self.admission.close()
        await self._autosave.close()

    def _store(self, run: Run) -> tuple[TurnRow, list[Message]]:
        """Store the question as a running turn; returns it and the graph's first messages."""
        turn = running_turn(run)
        title = title_of(run.ask.message)
        before = self._turns.begin(turn, run.ask.user, title, run.ask.beside, EXCHANGES)
        given = self._recall(run.ask.earlier[-EXCHANGES:], run.ask.courses)
        return turn, messages(before, given, turn)

    async def _answer(self, run: Run, place: Place, known: list[Message]) -> State:
        """Wait for admission, then run the graph to its end."""
        waited = False

        def moved(position: int) -> None:
            nonlocal waited
            waited = True
            run.publish(Event("queue", {"position": position}))

        try:
            await self.admission.admitted(place, moved)
            if waited:
                moved(0)
            async with asyncio.timeout(self._seconds):
                run.indexed = await asyncio.to_thread(self._catalog.indexed)
                state = await self._run(run, known)
            return _noted(run, state) if run.indexed else state
        except TimeoutError as error:
            raise TimedOut(
                f"The answer took more than {self._seconds:g} seconds.",
                "Ask a narrower question, or raise run_seconds in MENTOR_LIMITS.",
            ) from error
        finally:
            place.leave()

    async def _run(self, run: Run, known: list[Message]) -> State:
        new_turn: State = {
            "messages": cast(list[AnyMessage], known),
            "courses": list(run.ask.courses),
            "readable": list(run.ask.readable),
            "style": run.ask.style,
            "partial": run.indexed is not None,
            "conversation_id": run.conversation_id,
            "message_id": run.message_id,
        }
        state = await self._graph.ainvoke(
            new_turn,
            thread(run.conversation_id),
            context=cast(Any, Listener(run.publish)),  # Studio would ask for a schema's fields
            durability="exit",
        )
        return cast(State, state)

    async def _drive(self, run: Run, turn: TurnRow) -> None:
        """Run a turn to its end: save its outcome, then publish it."""
        assert run.work
        await asyncio.wait({run.work})
        status, state, error = outcome(run)
        try:
            await self._save(run, turn, status, state, error)
        except MentorError as unsaved:
            error = unsaved
        except Exception as cause:  # the outermost edge of a turn: its reader gets an error
            log.error("run %s could not be saved", run.id, exc_info=cause)
            error = InternalError("The answer could not be saved.", "See the log, then ask again.")
        await self.runs.peers.release(run)
        run.error = error
        if error:
            run.publish(Event("error", {**error.body(), "run_id": run.id}))
        else:
            run.publish(Event("done", done(run, status, state, self._reasoner)))
        run.end(time.monotonic())
        for watch in self.watchers:
            watch(run)

    async def _save(
        self, run: Run, turn: TurnRow, status: Status, state: State, error: MentorError | None
    ) -> None:
        if not run.ask.keep:
            await self.conversations.delete(run.conversation_id, run.ask.user)
            return
        record = cast(Record, reply(state, self._reasoner).additional_kwargs[RECORD])
        if run.indexed:
            record["indexed"] = run.indexed
        body = error.body() if error else None
        await asyncio.to_thread(self._turns.finish, turn, status, state["answer"], record, body)
        if status in ("answered", "refused"):
            with suppress(StoreUnavailable):  # the turn is saved; the next one's end prunes
                await self.conversations.prune(turn["conversation_id"])


def thread(conversation_id: str) -> RunnableConfig:
    """The conversation's address in the checkpointer."""
    return {"configurable": {"thread_id": conversation_id}}


def _noted(run: Run, state: State) -> State:
    """The state with a note under its answer if only a part of the documents is indexed."""
    assert run.indexed
    below = note(run.indexed, state["status"], searched="passages" in state)
    answer, more = with_note(state["answer"], run.streamed, below)
    if more:
        run.publish(Event("token", {"text": more}))
    return {**state, "answer": answer}
