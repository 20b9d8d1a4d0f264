"""The graph over scripted parts: which way a question takes, and what it ends with."""

from functools import partial
from typing import Any

import pytest
from langgraph._internal._runnable import RunnableCallable

from agent.events import Event
from agent.graph import after_rewriting, node_names, outline
from agent.nodes import staged
from agent.reasoner import Cite
from agent.state import State
from tests.agent.parts import FixedRetriever, ScriptedReasoner, graph_over, passage

TUPLE = passage(1, "A tuple is an ordered, immutable sequence of values.")
OTHER = passage(2, "Homework is due on Mondays.")


async def run(
    retriever: FixedRetriever, reasoner: ScriptedReasoner, question: str = "What is a tuple?"
) -> tuple[State, list[Event]]:
    graph = graph_over(retriever, reasoner)
    state: Any = {}
    events = []
    asked: State = {"messages": [{"role": "user", "content": question}]}  # type: ignore[list-item]
    async for mode, part in graph.astream(asked, stream_mode=["custom", "values"]):
        if mode == "custom":
            events.append(part)
        else:
            state = part
    return state, events


def path(state: State) -> list[str]:
    return [step["node"] for step in state["trace"]]


async def test_the_straight_path_answers_with_an_exact_quote() -> None:
    reasoner = ScriptedReasoner([TUPLE["text"], Cite(2)])
    state, events = await run(FixedRetriever({"*": [OTHER, TUPLE]}), reasoner)
    assert path(state) == [
        "understand",
        "look_up",
        "retrieve",
        "grade_documents",
        "generate",
        "verify",
    ]
    assert state["answer"] == f"{TUPLE['text']} [1]"
    (citation,) = state["citations"]
    assert citation["quote"] == TUPLE["text"][citation["start"] : citation["end"]]
    assert (citation["page"], citation["source"]) == (1, "course/notes.pdf")
    assert [p["relevant"] for p in state["passages"]] == [False, True]
    names = [event.name for event in events]
    assert names.index("sources") < names.index("token") < names.index("citation")


async def test_a_citation_of_an_irrelevant_or_missing_passage_never_shows() -> None:
    reasoner = ScriptedReasoner([TUPLE["text"], Cite(1), Cite(9), Cite(0), Cite(2)])
    state, events = await run(FixedRetriever({"*": [OTHER, TUPLE]}), reasoner)
    shown = "".join(event.data["text"] for event in events if event.name == "token")
    assert shown == f"{TUPLE['text']} [1]"
    assert [c["passage_id"] for c in state["citations"]] == [TUPLE["id"]]


async def test_a_statement_without_a_citation_gets_the_one_that_supports_it() -> None:
    reasoner = ScriptedReasoner(["A tuple is an immutable sequence of values."])
    state, _ = await run(FixedRetriever({"*": [TUPLE]}), reasoner)
    assert state["answer"].endswith(" [1]")
    assert state["citations"][0]["quote"] == TUPLE["text"]


async def test_an_unsupported_answer_becomes_a_refusal_without_citations() -> None:
    reasoner = ScriptedReasoner(["Paris hosted the world cup final in 1998.", Cite(1)])
    state, _ = await run(FixedRetriever({"*": [TUPLE]}), reasoner)
    assert path(state)[-2:] == ["verify", "refuse"]
    assert (state["status"], state["citations"]) == ("refused", [])
    assert "don't cover this" in state["answer"]
    assert state["unsupported"] == ["Paris hosted the world cup final in 1998."]


async def test_what_is_only_partly_supported_is_answered_and_marked() -> None:
    reasoner = ScriptedReasoner([TUPLE["text"], Cite(1), " Paris hosted the cup final."])
    state, _ = await run(FixedRetriever({"*": [TUPLE]}), reasoner)
    assert state["status"] == "answered"
    assert state["unsupported"] == ["Paris hosted the cup final."]


async def test_what_the_model_doubts_is_marked_and_loses_its_citation() -> None:
    pieces = [TUPLE["text"], Cite(1), " A tuple is an immutable sequence.", Cite(1)]
    reasoner = ScriptedReasoner(pieces, doubts="A tuple is an immutable")
    state, _ = await run(FixedRetriever({"*": [TUPLE]}), reasoner)
    assert state["status"] == "answered"
    assert state["unsupported"] == ["A tuple is an immutable sequence."]
    assert state["answer"].endswith("immutable sequence.")
    (verified,) = [step["detail"] for step in state["trace"] if step["node"] == "verify"]
    assert [support.get("doubted") for support in verified["support"]] == [None, True]


async def test_an_answer_that_the_model_doubts_as_a_whole_is_marked_not_taken_back() -> None:
    reasoner = ScriptedReasoner([TUPLE["text"], Cite(1)], doubts=TUPLE["text"])
    state, _ = await run(FixedRetriever({"*": [TUPLE]}), reasoner)
    assert (state["status"], len(state["citations"])) == ("answered", 1)
    assert state["unsupported"] == [TUPLE["text"]]


async def test_other_words_are_tried_twice_and_then_it_refuses() -> None:
    retriever = FixedRetriever({"*": [OTHER]})
    reasoner = ScriptedReasoner([], rewrites=["first", "second", "third"])
    state, _ = await run(retriever, reasoner)
    assert retriever.asked[:3] == ["What is a tuple?", "first", "second"]
    assert retriever.brief[:3] == [False, True, True]  # nothing is read to rank them again
    assert path(state).count("rewrite_query") == 2
    assert state["status"] == "refused"
    assert "Tuples (Notes)" in state["answer"]


async def test_what_was_translated_may_be_looked_up_and_other_rewrites_are_searched() -> None:
    german: State = {"kind": "other-language", "own_words": "Wann ist die Abgabe?"}
    assert await after_rewriting(german) == "look_up"
    assert await after_rewriting({"kind": "other-language"}) == "retrieve"
    assert await after_rewriting({"kind": "question", "own_words": "whats it"}) == "retrieve"
    assert await after_rewriting(german | {"exhausted": True}) == "refuse"


async def test_a_second_query_that_finds_it_answers() -> None:
    retriever = FixedRetriever({"tuples": [TUPLE], "*": [OTHER]})
    reasoner = ScriptedReasoner([TUPLE["text"], Cite(1)], rewrites=["tuples"])
    state, _ = await run(retriever, reasoner)
    assert state["status"] == "answered"


async def test_a_query_that_was_tried_already_ends_the_search() -> None:
    retriever = FixedRetriever({"*": [OTHER]})
    state, _ = await run(retriever, ScriptedReasoner([], rewrites=["What is a tuple?"]))
    assert path(state).count("retrieve") == 1
    assert state["status"] == "refused"


async def test_a_refusal_names_the_nearest_topics_with_links_the_nearest_first() -> None:
    sections = {"Sets": 0.05, "Lists": 0.6, "Tuples": 0.3, "Files": 0.1}
    found = [passage(2, "x", dense=dense, section=name) for name, dense in sections.items()]
    state, _ = await run(FixedRetriever({"*": found}), ScriptedReasoner([]))
    closest = "Closest topics in the materials: Lists (Notes); Tuples (Notes); Files (Notes)."
    assert closest in state["answer"]
    assert state["refusal"] == "not_covered"
    place, *_ = state["nearest"]
    assert (place["section"], place["page"]) == ("Lists", 2)
    assert place["url"] == "/api/documents/doc/file#page=2"


async def test_an_empty_index_is_a_refusal() -> None:
    state, _ = await run(FixedRetriever({}), ScriptedReasoner([]))
    assert state["answer"] == "The course materials don't cover this."


async def test_each_step_carries_its_name_in_the_graph_and_what_people_see_of_it() -> None:
    retriever = FixedRetriever({"*": [OTHER], "values": [OTHER, TUPLE]})
    reasoner = ScriptedReasoner([TUPLE["text"], Cite(2)], rewrites=["values"])
    state, events = await run(retriever, reasoner)
    stages = [event.data for event in events if event.name == "stage"]
    shown = [stage["label"] for stage in stages if stage["status"] == "started"]
    assert shown == [
        "Reading the question…",
        "Looking it up…",
        "Searching the materials…",
        "Reading 1 passage…",
        "Trying other words…",
        "Searching again: “values”…",
        "Reading 2 passages…",
        "Writing the answer…",
        "Checking the quotes…",
    ]
    finished = [stage for stage in stages if stage["status"] == "finished"]
    assert [(s["label"], s["summary"]) for s in finished] == [
        (step["label"], step["summary"]) for step in state["trace"]
    ]
    assert finished[4]["summary"] == "“What is a tuple?” became “values”"
    assert set(path(state)) <= set(node_names(outline()))


def test_a_function_that_is_not_marked_as_a_node_is_refused() -> None:
    async def shout(state: State, emit: object) -> dict[str, object]:
        return {}

    with pytest.raises(TypeError, match=r"Decorate it: @node\(doing=..., done=...\)"):
        staged(partial(shout))


def test_the_way_is_decided_without_a_thread_for_each_step() -> None:
    branches = [one for each in outline().builder.branches.values() for one in each.values()]
    assert len(branches) == 7
    for branch in branches:
        assert isinstance(branch.path, RunnableCallable)
        assert branch.path.func is None  # LangGraph runs it in a thread
        assert branch.path.afunc is not None
