"""What a follow-up knows of what the conversation has shown."""

from __future__ import annotations

from typing import Any

from langgraph.checkpoint.memory import InMemorySaver

from agent.reasoner import Cite, Span
from tests.agent.parts import FixedRetriever, ScriptedReasoner, graph_over, passage

TUPLE = passage(1, "A tuple is an ordered, immutable sequence of values.")
PAIR = passage(2, "A tuple of two values is called a pair, one of three values a triple.")


class Quoting(ScriptedReasoner):
    """Quotes the first passage that is relevant."""

    async def generate(self, turn: Any) -> Any:
        self.turns.append(turn)
        place = next(n for n, p in enumerate(turn.passages, start=1) if p["relevant"])
        yield turn.passages[place - 1]["text"]
        yield Cite(place)


async def converse(*texts: str) -> tuple[list[dict[str, Any]], ScriptedReasoner]:
    reasoner = Quoting([])
    graph = graph_over(FixedRetriever({"*": [TUPLE, PAIR]}), reasoner, InMemorySaver())
    states = []
    for text in texts:
        asked: Any = {"messages": [{"role": "user", "content": text}]}
        states.append(await graph.ainvoke(asked, {"configurable": {"thread_id": "one"}}))
    return states, reasoner


async def test_more_shows_what_was_not_shown_and_then_says_that_this_was_all() -> None:
    (first, more, last), _ = await converse("What is a tuple?", "more", "more")
    assert first["citations"][0]["quote"] == TUPLE["text"]
    assert more["citations"][0]["quote"] == PAIR["text"]
    graded = next(s["detail"] for s in more["trace"] if s["node"] == "grade_documents")
    assert [v["reason"] for v in graded["verdicts"]] == ["already shown", "scripted"]
    assert (last["status"], last["refusal"]) == ("refused", "not_covered")
    assert "no more on this than what was shown" in last["answer"]


async def test_a_follow_up_knows_the_quotes_that_were_shown() -> None:
    _, reasoner = await converse("What is a tuple?", "Is it ordered?")
    turn = reasoner.turns[-1]
    assert turn.shown == [Span(TUPLE["id"], 0, len(TUPLE["text"]))]
    assert turn.saw(TUPLE, 2, 7)
    assert not turn.saw(PAIR, 2, 7)
    assert not turn.wants_other


async def test_a_new_question_may_quote_what_was_shown() -> None:
    (_, again), reasoner = await converse("What is a tuple?", "Please define tuple values")
    assert again["kind"] == "question"
    assert reasoner.turns[-1].shown == []
    assert again["citations"][0]["quote"] == TUPLE["text"]


async def test_a_follow_up_that_says_little_is_searched_behind_the_question_before() -> None:
    (_, second), reasoner = await converse("What is a tuple?", "how do I get out of it?")
    assert second["kind"] == "follow-up"
    assert second["trace"][2]["detail"]["query"] == "What is a tuple: how do I get out of it?"
    assert reasoner.turns[-1].context == "What is a tuple?"
    understood = second["trace"][0]["detail"]
    assert understood["context"] == "What is a tuple?"


async def test_a_follow_up_is_searched_alone_if_nothing_fits_behind_the_question_before() -> None:
    """The context is given up with it."""
    reasoner = Quoting([], rewrites=["what day?"])
    retriever = FixedRetriever({"What is a tuple?": [TUPLE], "what day?": [PAIR]})
    graph = graph_over(retriever, reasoner, InMemorySaver())
    config: Any = {"configurable": {"thread_id": "one"}}
    for text in ("What is a tuple?", "what day?"):
        asked: Any = {"messages": [{"role": "user", "content": text}]}
        state = await graph.ainvoke(asked, config)
    assert retriever.asked[-1] == "what day?"
    assert (state["status"], reasoner.turns[-1].context) == ("answered", "")
