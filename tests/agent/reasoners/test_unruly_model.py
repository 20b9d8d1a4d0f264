"""A model that misbehaves: a clear ending each time, no leaked thought, no invented citation."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import pytest

from agent.errors import ModelUnavailable
from agent.events import Event
from agent.llm.client import Model
from agent.llm.pool import ModelPool
from agent.llm.server import ModelServer
from agent.reasoners.llm import LlmReasoner
from agent.state import State
from tests.agent.parts import FixedRetriever, ScriptedReasoner, graph_over, passage
from tests.servers.fake_openai import FakeOpenAI, Fault, Reply

TUPLE = passage(
    1, "A tuple is an ordered, immutable sequence of values. Tuples hold 3 values here."
)
RULES = passage(2, "Sharing a file of a tuple exercise is not allowed.")
GRADED = Reply('{"relevant": [1, 2]}')
TRUE = "A tuple is an ordered, immutable sequence of values."


async def run(server: FakeOpenAI, *found: Any) -> tuple[State, str]:
    """A turn, and what was streamed of its answer."""
    pool = ModelPool([ModelServer(f"{server.base_url}/v1")])
    model = Model(pool, name="any", timeout=60)
    fallback = ScriptedReasoner([], keep="tuple", rewrites=["sequence", "values"])
    reasoner = LlmReasoner(model, pool, fallback, answer_tokens=256)
    graph = graph_over(FixedRetriever({"*": list(found or (TUPLE, RULES))}), reasoner)
    state: Any = {}
    shown = ""
    asked: Any = {"messages": [{"role": "user", "content": "What is a tuple?"}]}
    async for mode, part in graph.astream(asked, stream_mode=["custom", "values"]):
        if mode == "values":
            state = part
        elif isinstance(part, Event) and part.name == "token":
            shown += part.data["text"]
    await pool.close()
    return state, shown


async def answer(*written: Any, **options: Any) -> tuple[State, str]:
    """The turn of a model that grades well and then answers so."""
    async with FakeOpenAI() as server:
        server.script.extend([GRADED, Reply(*written, **options)])
        state, shown = await run(server)
        await server.streams_become(0)
    texts = {p["id"]: p["text"] for p in state["passages"]}
    for citation in state["citations"]:
        text = texts[citation["passage_id"]]
        assert citation["quote"] == text[citation["start"] : citation["end"]] != ""
    cited = {int(n) for n in re.findall(r"\[(\d+)\]", state["answer"])}
    assert cited == {citation["n"] for citation in state["citations"]}
    return state, shown


def step(state: State, node: str) -> dict[str, Any]:
    return next(step["detail"] for step in state["trace"] if step["node"] == node)  # type: ignore[return-value]


async def test_lies_are_refused() -> None:
    state, _ = await answer("Tuples were invented in Paris in 1789 by Napoleon Bonaparte [1].")
    assert (state["status"], state["citations"]) == ("refused", [])


@pytest.mark.parametrize(
    "lie",
    [
        "Sharing a file of an exercise is allowed [2].",
        "A tuple is an ordered, mutable sequence of values [1].",
        "Tuples were invented in Paris in 1789 by Napoleon Bonaparte [1].",
        "Yes.",
    ],
)
async def test_a_lie_beside_the_truth_is_never_shown(lie: str) -> None:
    for written in (f"{lie} {TRUE} [1]", f"{TRUE} [1] {lie}"):
        state, shown = await answer(*written)
        assert state["status"] == "answered"
        assert (state["answer"], state["unsupported"]) == (f"{TRUE} [1]", [])
        assert shown == state["answer"]


async def test_a_lie_near_the_truth_is_replaced_by_the_passages_own_words() -> None:
    state, shown = await answer("Tuples hold 4 values here [1].")
    assert shown == state["answer"] == "Tuples hold 3 values here. [1]"


async def test_what_is_shown_is_what_is_kept() -> None:
    written = f"Passage 1: {TRUE} [1] (page 1)\n\n# Tuples\n\n{TRUE}\n- Tuples hold 3 values here."
    state, shown = await answer(*written)
    assert shown == state["answer"] == f"{TRUE} [1]\n- Tuples hold 3 values here. [1]"


async def test_a_citation_of_no_passage_never_shows() -> None:
    state, shown = await answer(f"{TRUE} [9] [1][0][77]")
    assert shown == state["answer"] == f"{TRUE} [1]"
    assert len(state["citations"]) == 1


@pytest.mark.parametrize("written", [f"[1] {TRUE}", TRUE, f"{TRUE} [2]", f"[2, 1] {TRUE}"])
async def test_a_citation_ends_its_sentence_whatever_the_model_does(written: str) -> None:
    state, shown = await answer(*written)
    assert shown == state["answer"] == f"{TRUE} [1]"
    assert state["citations"][0]["passage_id"] == TUPLE["id"]


@pytest.mark.parametrize("written", ["[9]", "", "   \n ", "[1]", "<think>only thoughts"])
async def test_an_empty_answer_is_refused(written: str) -> None:
    state, _ = await answer(written)
    assert (state["status"], state["citations"]) == ("refused", [])


@pytest.mark.parametrize(
    "thinking",
    [
        "<think>SECRET</think>",
        "<THINKING>a <think>SECRET</think> b</THINKING>",
        "◁think▷SECRET◁/think▷",
        "SECRET, as the prompt ended in the opening tag</think>",
    ],
)
async def test_thoughts_do_not_leak(thinking: str) -> None:
    state, shown = await answer(*f"{thinking}{TRUE} [1]")
    assert state["answer"] == f"{TRUE} [1]"
    assert "think" not in (shown + state["answer"]).lower()
    assert "SECRET" not in state["answer"]
    if thinking.startswith(("<", "◁")):
        assert shown == state["answer"]


@pytest.mark.parametrize("again", [f"{TRUE} [1]\n", "and so on ", "\n", "☃"])
async def test_a_model_without_end_is_stopped(again: str) -> None:
    state, shown = await answer(f"{TRUE} [1]\n", again, Fault.FOREVER)
    assert state["status"] == "answered"
    assert shown == state["answer"] == f"{TRUE} [1]"
    assert step(state, "generate")["repeats"]


async def test_new_words_without_end_are_stopped_at_the_limit() -> None:
    endless = [f"Tuple number {n} is a sequence of values [1]. " for n in range(400)]
    state, shown = await answer(TRUE, " ", *endless)
    assert shown == state["answer"] == f"{TRUE} [1]"
    assert step(state, "generate")["cut"]


@pytest.mark.parametrize("rest", ["\n\n```python\nvalues = (1, 2", " Tuples hold 3 val", "\n- 3"])
async def test_an_answer_that_is_cut_ends_with_a_sentence(rest: str) -> None:
    state, shown = await answer(f"{TRUE} [1]{rest}", finish_reason="length")
    assert shown == state["answer"] == f"{TRUE} [1]"


async def test_an_answer_once_begun_is_never_taken_back() -> None:
    state, shown = await answer(*f"{TRUE} [1] Thinking ends here.</think> {TRUE} [1]")
    assert shown == state["answer"] == f"{TRUE} [1]"


async def test_half_an_answer_is_an_error_with_a_way_out() -> None:
    async with FakeOpenAI() as server:
        server.script.extend([GRADED, Reply("A tuple is", Fault.DROP)])
        with pytest.raises(ModelUnavailable) as failed:
            await run(server)
    assert failed.value.fix


@pytest.mark.parametrize("fault", [Fault.BROKEN_JSON, Fault.ERROR])
async def test_a_broken_stream_is_an_error_with_a_way_out(fault: Fault) -> None:
    async with FakeOpenAI() as server:
        server.script.extend([GRADED, Reply("A tuple is", fault)])
        with pytest.raises(ModelUnavailable) as failed:
            await run(server)
    assert failed.value.fix


async def test_another_language_is_not_supported_by_english_passages() -> None:
    state, _ = await answer("Das Wetter in Norddeutschland bleibt heute leider regnerisch [1].")
    assert state["status"] == "refused"


async def test_control_characters_do_not_reach_the_reader() -> None:
    state, shown = await answer("\x1b[31m\u202e\x00\ufeff", TRUE, "\r\n\x07 [1]\ud800")
    assert not re.search(r"[\x00-\x08\x0b-\x1f\u202e\ufeff\ud800]", shown + state["answer"])
    assert TRUE in state["answer"]
    (shown + state["answer"]).encode()


async def test_huge_markdown_stays_within_bounds_and_shows_no_image() -> None:
    huge = f"{TRUE} [1]\n" + "#" * 300 + "> " * 300 + "![x](http://evil.example/a.png?q=1)" * 3
    state, shown = await answer(huge)
    assert "![" not in shown + state["answer"]
    assert state["status"] == "answered"


@pytest.mark.parametrize(
    "verdict",
    ["", "no JSON", "[" * 2000, '{"relevant": [1', '{"relevant": {"a": 1}}', '{"relevant": [1.5]}'],
)
async def test_a_broken_verdict_is_computed_instead(verdict: str) -> None:
    async with FakeOpenAI() as server:
        server.script.extend([Reply(verdict), Reply(f"{TRUE} [1]")])
        state, _ = await run(server)
    assert state["status"] == "answered"
    assert state["usage"]["llm_calls"] == 2


async def test_an_endless_verdict_is_stopped() -> None:
    async with FakeOpenAI() as server:
        server.script.extend([Reply('{"relevant":', " ", Fault.FOREVER), Reply(f"{TRUE} [1]")])
        state, _ = await run(server)
        await server.streams_become(0)
    assert state["status"] == "answered"


async def test_the_straight_path_asks_twice_and_the_longest_five_times_at_most() -> None:
    nothing = [Reply(f'{{"relevant": [], "query": "query {n}"}}') for n in range(2)]
    async with FakeOpenAI() as server:
        server.script.extend([*nothing, GRADED, Reply(f"{TRUE} [1]")])
        state, _ = await run(server)
        calls = len(server.requests)
    assert state["tried"] == ["What is a tuple?", "query 0"]
    assert state["usage"]["llm_calls"] == calls == 4
    async with FakeOpenAI() as server:
        server.otherwise = lambda _: Reply('{"relevant": []}')
        state, _ = await run(server)
        assert len(server.requests) == 3
    assert state["status"] == "refused"


async def test_a_reader_who_leaves_stops_the_model() -> None:
    async with FakeOpenAI() as server:
        server.script.extend([GRADED, Reply("A tuple ", asyncio.Event())])
        turn = asyncio.create_task(run(server))
        await server.requested(2)
        turn.cancel()
        await asyncio.gather(turn, return_exceptions=True)
        await server.streams_become(0)
