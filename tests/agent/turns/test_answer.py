"""A turn as its reader sees it: events, leaving, failing, the next turn."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing, asynccontextmanager, closing
from pathlib import Path
from typing import Any

import pytest

from agent.errors import (
    Conflict,
    IndexEmpty,
    InvalidRequest,
    MessageTooLong,
    ModelUnavailable,
    NotFound,
)
from agent.events import Event
from agent.reasoner import Cite, Exchange, Turn
from agent.store.catalog import Catalog
from agent.store.conversations import Conversations
from agent.store.database import sqlite_file
from agent.store.postgres_checkpoints import PostgresCheckpoints
from agent.store.sqlite_checkpoints import Checkpoints, open_checkpoints
from agent.store.transcripts import Transcripts
from agent.turns.run import LOCAL, Run
from agent.turns.turn_service import Ask, TurnService
from agent.types import Usage
from tests.agent.parts import FixedRetriever, ScriptedReasoner, graph_over, passage
from tests.agent.store.test_catalog import row

TUPLE = passage(1, "A tuple is an ordered, immutable sequence of values.")
Opened = Callable[[ScriptedReasoner], "AsyncIterator[TurnService]"]


@asynccontextmanager
async def open_answering(
    place: Path | str,
    reasoner: ScriptedReasoner,
    retriever: FixedRetriever | None = None,
    **options: Any,
) -> AsyncGenerator[TurnService]:
    """Answering over scripted parts, with real conversations in a folder or a database."""
    database = place if isinstance(place, str) else f"sqlite:///{place / 'mentor.sqlite'}"
    catalog = Catalog(database)
    catalog.put(row("course/notes.pdf"))
    found = retriever or FixedRetriever({"*": [TUPLE]})
    transcripts = Transcripts(database)
    async with _checkpoints(database) as checkpoints:
        graph = graph_over(found, reasoner, checkpoints)
        conversations = Conversations(transcripts, checkpoints)
        answering = TurnService(graph, reasoner, conversations, catalog, recall=plain, **options)
        yield answering
        await answering.close()
    transcripts.close()
    catalog.close()


def plain(given: Sequence[tuple[str, str]], _: Sequence[str]) -> list[Exchange]:
    """Each question of a client's own conversation stands by itself."""
    return [Exchange(question, question, answer) for question, answer in given]


@asynccontextmanager
async def _checkpoints(database: str) -> AsyncGenerator[Checkpoints | PostgresCheckpoints]:
    if file := sqlite_file(database):
        async with open_checkpoints(str(file)) as checkpoints:
            yield checkpoints
    else:
        with closing(PostgresCheckpoints(database)) as opened:
            yield opened


async def ask(answering: TurnService, message: str, conversation: str | None = None) -> list[Event]:
    turn = await answering.begin(Ask(message, conversation))
    return [event async for event in answering.events(turn)]


class Gated(ScriptedReasoner):
    """Says its first piece, then waits until it is closed."""

    async def generate(self, turn: Turn) -> AsyncGenerator[str | Cite | Usage]:
        try:
            yield "A tuple "
            await asyncio.Event().wait()
        finally:
            self.closed += 1


class Held(ScriptedReasoner):
    """Says all of it, once it may."""

    def __init__(self) -> None:
        super().__init__([TUPLE["text"], Cite(1)])
        self.may = asyncio.Event()
        self.may.set()

    async def generate(self, turn: Turn) -> AsyncGenerator[str | Cite | Usage]:
        await self.may.wait()
        async for piece in super().generate(turn):
            yield piece


class Broken(ScriptedReasoner):
    """Fails after its first piece."""

    def __init__(self, error: Exception) -> None:
        super().__init__([])
        self.error = error

    async def generate(self, turn: Turn) -> AsyncGenerator[str | Cite | Usage]:
        yield "A tuple "
        raise self.error


async def left_at_the_first_word(answering: TurnService) -> Run:
    """A turn whose only reader has left after the first word."""
    turn = await answering.begin(Ask("What is a tuple?"))
    async with aclosing(answering.events(turn)) as events:
        async for event in events:
            if event.name == "token":
                break
    return turn


async def test_events_come_in_the_order_of_the_contract(database: str) -> None:
    async with open_answering(database, ScriptedReasoner([TUPLE["text"], Cite(1)])) as answering:
        events = await ask(answering, "What is a tuple?")
    names = [event.name for event in events]
    assert names[0] == "run"
    assert names[-1] == "done"
    assert names.index("sources") < names.index("token") < names.index("citation")
    done = events[-1].data
    assert done["status"] == "answered"
    assert done["run_id"] == events[0].data["run_id"]
    assert [step["node"] for step in done["trace"]][-1] == "verify"


async def test_leaving_stops_the_model_and_keeps_the_partial_answer(database: str) -> None:
    reasoner = Gated([])
    async with open_answering(database, reasoner) as answering:
        turn = await left_at_the_first_word(answering)
        assert reasoner.closed == 1
        kept = await answering.conversations.read(turn.conversation_id, LOCAL)
    assert [(m["role"], m["text"]) for m in kept["messages"]] == [
        ("user", "What is a tuple?"),
        ("assistant", "A tuple "),
    ]
    assert kept["messages"][1]["status"] == "stopped"


async def test_the_turn_after_a_stopped_one_is_answered(database: str) -> None:
    reasoner = Gated([])
    async with open_answering(database, reasoner) as answering:
        turn = await left_at_the_first_word(answering)
    whole = ScriptedReasoner([TUPLE["text"], Cite(1)])
    async with open_answering(database, whole) as answering:
        events_ = await ask(answering, "What is a tuple?", turn.conversation_id)
        kept = await answering.conversations.read(turn.conversation_id, LOCAL)
    assert events_[-1].data["status"] == "answered"
    assert [m["role"] for m in kept["messages"]] == ["user", "assistant"] * 2
    assert whole.turns[0].history == []


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ModelUnavailable("gone", "start it"), "model_unavailable"),
        (KeyError("x"), "internal_error"),
    ],
)
async def test_a_failure_is_sent_stored_and_survived(
    database: str, error: Exception, code: str
) -> None:
    async with open_answering(database, Broken(error)) as answering:
        events = await ask(answering, "What is a tuple?")
        assert (events[-1].name, events[-1].data["code"]) == ("error", code)
        kept = await answering.conversations.read(events[0].data["conversation_id"], LOCAL)
        assert [m.get("status") for m in kept["messages"]] == [None, "failed"]
        again = await ask(answering, "Is a tuple mutable?", kept["id"])
    assert again[-1].name == "error"


async def test_nothing_of_one_turn_leaks_into_the_next(database: str) -> None:
    retriever = FixedRetriever({"What is a tuple?": [TUPLE]})
    reasoner = ScriptedReasoner([TUPLE["text"], Cite(1)], rewrites=["tuple fixed", "fixed tuple"])
    async with open_answering(database, reasoner, retriever) as answering:
        refused = await ask(answering, "Is the campus cafeteria cheap?")
        conversation = refused[0].data["conversation_id"]
        assert refused[-1].data["status"] == "refused"
        answered = await ask(answering, "What is a tuple?", conversation)
    done = answered[-1].data
    assert done["status"] == "answered"
    assert [step["node"] for step in done["trace"]] == [
        "understand",
        "look_up",
        "retrieve",
        "grade_documents",
        "generate",
        "verify",
    ]
    assert retriever.asked[-1] == "What is a tuple?"


async def test_a_conversation_answers_one_question_at_a_time(database: str) -> None:
    reasoner = Held()
    async with open_answering(database, reasoner) as answering:
        first = await ask(answering, "What is a tuple?")
        conversation = first[0].data["conversation_id"]
        reasoner.may.clear()
        running = await answering.begin(Ask("again?", conversation))
        with pytest.raises(Conflict, match=running.id):
            await answering.begin(Ask("and again?", conversation))
        reasoner.may.set()
        assert [event async for event in answering.events(running)][-1].name == "done"
        assert (await ask(answering, "once more?", conversation))[-1].name == "done"


@pytest.mark.parametrize(
    ("question", "error"),
    [
        (Ask("  \n "), InvalidRequest),
        (Ask("x" * 8_001), MessageTooLong),
        (Ask("What?", conversation_id="nope"), NotFound),
        (Ask("What?", courses=["biology"]), NotFound),
    ],
)
async def test_a_question_that_cannot_be_asked_says_why(
    database: str, question: Ask, error: type[Exception]
) -> None:
    async with open_answering(database, ScriptedReasoner([])) as answering:
        with pytest.raises(error):
            await answering.begin(question)


async def test_without_materials_it_says_what_to_do(database: str) -> None:
    async with open_answering(database, ScriptedReasoner([])) as answering:
        with closing(Catalog(database)) as catalog:
            catalog.remove("course/notes.pdf")
        with pytest.raises(IndexEmpty):
            await answering.begin(Ask("What is a tuple?"))
