"""With a language model the last answer is translated or shortened, its citations kept."""

from __future__ import annotations

from typing import Any

from langgraph.checkpoint.memory import InMemorySaver

from agent.llm.client import Model
from agent.llm.pool import ModelPool
from agent.llm.server import ModelServer
from agent.reasoners.llm import LlmReasoner
from tests.agent.parts import FixedRetriever, ScriptedReasoner, graph_over, passage
from tests.servers.fake_openai import FakeOpenAI, Reply

TUPLE = passage(1, "A tuple is an ordered, immutable sequence of values.")
FILES = passage(2, "A tuple exercise is handed in as one file of Python code.")
ANSWER = f"{TUPLE['text']} [1] {FILES['text']} [2]"


async def converse(server: FakeOpenAI, *texts: str) -> list[dict[str, Any]]:
    """The states after each message of one conversation."""
    pool = ModelPool([ModelServer(f"{server.base_url}/v1")])
    model = Model(pool, name="any", timeout=60)
    reasoner = LlmReasoner(model, pool, ScriptedReasoner([]), answer_tokens=256)
    retriever = FixedRetriever({"*": [TUPLE, FILES]})
    graph = graph_over(retriever, reasoner, InMemorySaver())
    states = []
    for text in texts:
        asked: Any = {"messages": [{"role": "user", "content": text}]}
        states.append(await graph.ainvoke(asked, {"configurable": {"thread_id": "one"}}))
    await pool.close()
    return states


async def test_the_last_answer_is_translated_with_the_citations_that_are_left() -> None:
    async with FakeOpenAI() as server:
        translated = "Ein Tupel ist eine geordnete, unveränderliche Folge [1]."
        server.script.extend([Reply('{"relevant": [1, 2]}'), Reply(ANSWER), Reply(translated)])
        first, _, second = await converse(
            server, "What is a tuple?", "thanks", "translate that into German"
        )
        asked = server.requests[-1]
    assert [citation["n"] for citation in first["citations"]] == [1, 2]
    assert (second["kind"], second["status"], second["answer"]) == (
        "conversation",
        "answered",
        translated,
    )
    assert second["citations"] == first["citations"][:1]
    assert [step["node"] for step in second["trace"]] == ["understand", "converse"]
    assert TUPLE["text"] in asked["messages"][-1]["content"]
    assert second["usage"]["llm_calls"] == 1


async def test_without_an_answer_there_is_nothing_to_translate() -> None:
    async with FakeOpenAI() as server:
        (only,) = await converse(server, "translate that into German")
        assert server.requests == []
    assert only["answer"] == "There is no answer in this conversation yet."


async def test_another_language_is_answered_by_a_model() -> None:
    async with FakeOpenAI() as server:
        server.script.extend([Reply('{"relevant": [1]}'), Reply(ANSWER)])
        (only,) = await converse(server, "¿Qué es una tupla?")
    assert (only["kind"], only["status"]) == ("other-language", "answered")
