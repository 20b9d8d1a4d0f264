"""A turn knows its conversation from the transcript; the checkpoint follows."""

from __future__ import annotations

from contextlib import closing

from langchain_core.messages import HumanMessage

from agent.reasoner import Cite
from agent.state import EXCHANGES
from agent.store.catalog import Catalog
from agent.turns.run import LOCAL
from agent.turns.turn_service import Ask, TurnService, thread
from tests.agent.parts import FixedRetriever, ScriptedReasoner, graph_over
from tests.agent.store.test_catalog import row
from tests.agent.turns.test_answer import TUPLE, ask, open_answering

QUESTIONS = ["What is a tuple?", "Can it change?", "How long can it be?"]


def known(reasoner: ScriptedReasoner) -> list[str]:
    """The earlier questions that the last turn knew of."""
    return [exchange.question for exchange in reasoner.turns[-1].history]


async def test_whatever_the_checkpoint_holds_the_next_turn_knows_the_transcript(
    database: str,
) -> None:
    reasoner = ScriptedReasoner([TUPLE["text"], Cite(1)])
    async with open_answering(database, reasoner) as answering:
        checkpoints = answering.conversations.checkpoints
        graph = graph_over(FixedRetriever({}), reasoner, checkpoints)
        first = (await ask(answering, QUESTIONS[0]))[-1].data
        conversation = first["conversation_id"]

        await checkpoints.adelete_thread(conversation)  # as after a restore
        await ask(answering, QUESTIONS[1], conversation)
        assert known(reasoner) == QUESTIONS[:1]

        stray = {"messages": [HumanMessage("Something else?")]}
        await graph.aupdate_state(thread(conversation), stray, as_node="refuse")
        last = (await ask(answering, QUESTIONS[2], conversation))[-1].data
        assert known(reasoner) == QUESTIONS[:2]

        kept = (await answering.conversations.read(conversation, LOCAL))["messages"]
        state = (await graph.aget_state(thread(conversation))).values["messages"]
        assert [message.id for message in state] == [message["id"] for message in kept]
        assert [message.text for message in state] == [message["text"] for message in kept]
        assert state[-1].id == last["message_id"]


async def test_a_question_asked_again_knows_only_its_own_branch(database: str) -> None:
    reasoner = ScriptedReasoner([TUPLE["text"], Cite(1)])
    async with open_answering(database, reasoner) as answering:
        done = [(await ask(answering, QUESTIONS[0]))[-1].data]
        conversation = done[0]["conversation_id"]
        for question in QUESTIONS[1:]:
            done.append((await ask(answering, question, conversation))[-1].data)
        await again(answering, conversation, beside=done[1]["message_id"])
        assert known(reasoner) == QUESTIONS[:1]
        await again(answering, conversation, beside=done[0]["message_id"])
        assert known(reasoner) == []
        await answering.go_to(conversation, LOCAL, done[2]["message_id"])
        await ask(answering, "Is a list one?", conversation)
        assert known(reasoner) == QUESTIONS


async def test_a_note_on_an_unfinished_ingest_is_for_readers_only(database: str) -> None:
    reasoner = ScriptedReasoner([TUPLE["text"], Cite(1)])
    async with open_answering(database, reasoner) as answering:
        with closing(Catalog(database)) as catalog:
            catalog.editions.add("model", 1)
            catalog.put(row("course/notes.pdf"))
            catalog.expect(3)
        done = (await ask(answering, QUESTIONS[0]))[-1].data
        assert "Only 1 of 3 documents" in done["answer"]
        await ask(answering, QUESTIONS[1], done["conversation_id"])
        assert done["answer"].startswith(reasoner.turns[-1].history[0].answer)
        assert "documents" not in reasoner.turns[-1].history[0].answer


async def test_of_a_long_conversation_a_turn_knows_the_last_exchanges(database: str) -> None:
    reasoner = ScriptedReasoner([TUPLE["text"], Cite(1)])
    async with open_answering(database, reasoner) as answering:
        conversation = (await ask(answering, "What is a tuple of 10 values?"))[-1].data[
            "conversation_id"
        ]
        for n in range(1, EXCHANGES + 3):
            await ask(answering, f"What is a tuple of {n + 10} values?", conversation)
        assert known(reasoner)[-1] == f"What is a tuple of {EXCHANGES + 11} values?"
        assert EXCHANGES - 1 <= len(known(reasoner)) <= EXCHANGES


async def again(answering: TurnService, conversation: str, beside: str) -> None:
    run = await answering.begin(Ask("Is it mutable?", conversation, beside=beside))
    assert [event async for event in answering.events(run)][-1].name == "done"
