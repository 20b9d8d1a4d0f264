"""One turn, from its question to what is kept of its answer: owns cancelling and saving."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, suppress
from typing import Any, cast
from uuid import uuid4

from langchain_core.messages import AnyMessage, HumanMessage

from agent.errors import (
    InternalError,
    MentorError,
    StoreUnavailable,
    TimedOut,
)
from agent.events import Event, Listener
from agent.graph import Graph
from agent.reasoner import Reasoner
from agent.record import Record, reply
from agent.state import RECORD, State
from agent.store.catalog import Catalog
from agent.store.conversations import Conversations, question_id, thread, title_of
from agent.store.transcript_tables import TurnRow
from agent.turns.admission import Admission, Place
from agent.turns.autosave import Autosave
from agent.turns.checks import check_courses, check_message
from agent.turns.exchanges import Message, anew, given, running_turn
from agent.turns.outcome import done, introduction, outcome
from agent.turns.partial_index import note, with_note
from agent.turns.run import RUN_ID, Ask, Run
from agent.turns.runs import Runs
from agent.types import Status

__all__ = ["Answering", "Ask"]

log = logging.getLogger(__name__)


class Answering:
    """Starts turns over one graph; each runs in a task of its own until it ends or is stopped."""

    def __init__(
        self,
        graph: Graph,
        reasoner: Reasoner,
        conversations: Conversations,
        catalog: Catalog,
        *,
        runs: Runs | None = None,
        admission: Admission | None = None,
        seconds: float = 600.0,
    ) -> None:
        """`seconds`: what a turn may take once it is its turn."""
        self._graph = graph
        self._reasoner = reasoner
        self.conversations = conversations
        self._catalog = catalog
        self.runs = runs or Runs()
        self.admission = admission or Admission(slots=100)
        self._seconds = seconds
        self.stopping = False
        """Whether this process is about to end: it is not to be sent more questions."""
        self.watchers: list[Callable[[Run], None]] = []  # told of each run that has ended
        self._autosave = Autosave(self.runs, conversations.transcripts)

    async def begin(self, ask: Ask) -> Run:
        """Check a question, keep it, and start to answer it.

        Raises `InvalidRequest`, `NotFound` (conversation or course), `IndexEmpty`, `TooBusy`, or
        `Conflict` (the conversation is answering already).
        """
        check_message(ask.message)
        await asyncio.to_thread(check_courses, self._catalog, ask.courses)
        if ask.conversation_id:
            await self.conversations.check(ask.conversation_id, ask.user)
        await self.admission.learn()
        run = Run(ask, ask.conversation_id or uuid4().hex)
        RUN_ID.set(run.id)
        await self.runs.claim(run)
        try:
            place = await self.admission.join(ask.user)
        except MentorError:
            await self.runs.release(run)
            raise
        try:
            turn, history = await self._keep(run)
        except BaseException:
            place.leave()
            await self.runs.release(run)
            raise
        run.tell("run", introduction(run, self._reasoner))
        run.work = asyncio.create_task(self._answer(run, place, history))
        self.runs.start(run, self._drive(run, turn))
        self._autosave.wake()
        return run

    async def events(self, run: Run) -> AsyncGenerator[Event]:
        """The run's events, `run` first, `done` or `error` last; to close this stops the run."""
        try:
            async with aclosing(self.runs.follow(run)) as events:
                async for new in events:
                    for told in new:
                        yield told.event
        finally:
            await self.runs.stop(run)

    async def forget(self, conversation_id: str, user: str) -> None:
        """Stop what runs in a conversation and delete it; raises `NotFound`."""
        await self.conversations.check(conversation_id, user)
        await self.runs.forget(conversation_id)
        await self.conversations.delete(conversation_id, user)

    async def go_to(self, conversation_id: str, user: str, message_id: str) -> None:
        """Go on with the branch of this message; raises `NotFound`, and `Conflict` in a turn."""
        await self.runs.check_idle(conversation_id)
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

    async def _keep(self, run: Run) -> tuple[TurnRow, list[Message]]:
        """Keep the question as a running turn; what the graph's state is to be changed by first.

        Nothing, where the thread's checkpoint ends with the turn that this one follows; else, after
        a stop, a crash or a fork, the messages before this one in place of all others.
        """
        turn = running_turn(run)
        title = title_of(run.ask.message)
        transcripts = self.conversations.transcripts
        before = await asyncio.to_thread(
            transcripts.begin, turn, run.ask.user, title, run.ask.beside
        )
        if turn["parent"] is None and before["head"] is None:
            return turn, given(run.ask.earlier)
        if turn["parent"] == before["checkpointed"] and turn["parent"] is not None:
            return turn, []
        path = await asyncio.to_thread(self.conversations.path, run.conversation_id, turn["parent"])
        return turn, anew(path)

    async def _answer(self, run: Run, place: Place, history: list[Message]) -> State:
        """Wait for the turn's place, then run the graph to its end."""
        try:
            await self.admission.admitted(
                place, lambda position: run.tell("queue", {"position": position})
            )
            if any(told.name == "queue" for told in run.told):
                run.tell("queue", {"position": 0})
            async with asyncio.timeout(self._seconds):
                run.indexed = await asyncio.to_thread(self._catalog.indexed)
                state = await self._run(run, history)
            return _noted(run, state) if run.indexed else state
        except TimeoutError as error:
            raise TimedOut(
                f"The answer took more than {self._seconds:g} seconds.",
                "Ask for less at a time, or raise run_seconds in MENTOR_LIMITS.",
            ) from error
        finally:
            place.leave()

    async def _run(self, run: Run, history: list[Message]) -> State:
        question = HumanMessage(run.ask.message, id=question_id(run.message_id))
        new_turn: State = {
            "messages": cast(list[AnyMessage], [*history, question]),
            "courses": list(run.ask.courses),
            "style": run.ask.style,
            "conversation_id": run.conversation_id,
            "message_id": run.message_id,
        }

        def told(event: Event) -> None:
            if event.name == "token":
                run.streamed += event.data["text"]
            run.tell(event.name, event.data)

        state = await self._graph.ainvoke(
            new_turn,
            thread(run.conversation_id),
            context=cast(Any, Listener(told)),  # no schema of the graph: Studio would ask for it
            durability="exit",
        )
        return cast(State, state)

    async def _drive(self, run: Run, turn: TurnRow) -> None:
        """See a run to its end, whatever that is: keep it, then tell it."""
        assert run.work
        await asyncio.wait({run.work})
        status, state, error = outcome(run)
        try:
            await self._save(run, turn, status, state, error)
        except MentorError as unsaved:
            error = unsaved
        except Exception as cause:  # the outermost edge of a turn: whatever it is, it is told
            log.error("run %s could not be saved", run.id, exc_info=cause)
            error = InternalError("The answer could not be kept.", "See the log, then ask again.")
        await self.runs.release(run)
        run.error = error
        if error:
            run.tell("error", {**error.body(), "run_id": run.id})
        else:
            run.tell("done", done(run, status, state, self._reasoner))
        run.end(time.monotonic())
        for watch in self.watchers:
            watch(run)

    async def _save(
        self, run: Run, turn: TurnRow, status: Status, state: State, error: MentorError | None
    ) -> None:
        record = cast(Record, reply(state, self._reasoner).additional_kwargs[RECORD])
        if run.indexed:
            record["indexed"] = run.indexed
        body = error.body() if error else None
        transcripts = self.conversations.transcripts
        if not run.ask.keep:
            await self.conversations.delete(run.conversation_id, run.ask.user)
            return
        await asyncio.to_thread(transcripts.finish, turn, status, state["answer"], record, body)
        if status in ("answered", "refused"):
            with suppress(StoreUnavailable):  # the turn is kept; the next one's end prunes
                await self.conversations.prune(turn["conversation_id"])


def _noted(run: Run, state: State) -> State:
    """The state whose answer says that only a part of the documents could be searched."""
    assert run.indexed
    said = note(run.indexed, state["status"], searched="passages" in state)
    answer, more = with_note(state["answer"], run.streamed, said)
    if more:
        run.streamed += more
        run.tell("token", {"text": more})
    return {**state, "answer": answer}
