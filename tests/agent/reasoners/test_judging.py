"""A model that reads what would be quoted, before it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from agent.llm.client import Model
from agent.llm.decisions import Scale
from agent.llm.pool import ModelPool
from agent.llm.server import ModelServer
from agent.reasoner import Grades, Turn
from agent.reasoners.extractive import ExtractiveReasoner
from agent.reasoners.llm.judging import Judge
from agent.search.vocabulary import Vocabulary
from agent.types import indexed_text
from tests.agent.parts import passage
from tests.servers.fake_openai import FakeOpenAI, Fault, Reply

TUPLES = passage(1, "A tuple is written in parentheses.")
SWAPS = passage(2, "A tuple is fast because its length never changes.")
LISTS = passage(3, "A list is slower than a tuple of the same length.")
PASSAGES = [TUPLES, SWAPS, LISTS]
FAST = Turn("Why is a tuple fast?", "Why is a tuple fast?", passages=PASSAGES)


def odds(value: float) -> Reply:
    """A server's word, as much likelier "answered" than "missing"."""
    likely = {"answer": value, "missing": 0.0, "The": -9.0}
    return Reply("answer" if value > 0 else "missing", likely=likely)


async def judged(
    relevant: list[bool],
    found: Mapping[str, float],
    turn: Turn = FAST,
    likely: tuple[float, ...] = (0.9, 0.8, 0.7),
) -> tuple[Grades, list[str]]:
    """The verdicts after the model found these odds for these words, and what it was asked."""
    vocabulary = Vocabulary.of(indexed_text(p) for p in PASSAGES)
    async with FakeOpenAI() as server:
        server.otherwise = lambda body: odds(
            next(
                value for words, value in found.items() if words in body["messages"][-1]["content"]
            )
        )
        pool = ModelPool([ModelServer(f"{server.base_url}/v1")])
        judge = Judge(
            Model(pool, name="any", timeout=60),
            ExtractiveReasoner(lambda: vocabulary),
            Scale(0.0, 1.0),
        )
        reasons = [f"reason {n}" for n in range(3)]
        grades = await judge.judged(turn, Grades(relevant, reasons, likely=likely))
        await pool.close()
        return grades, [body["messages"][-1]["content"] for body in server.requests]


async def test_a_sure_first_choice_is_read_once() -> None:
    grades, asked = await judged([True, True, False], {"Text": 1.0})
    assert grades.relevant == [True, True, False]
    assert len(asked) == 1
    assert grades.usage["llm_calls"] == 1
    assert "Notes > Tuples" in asked[0]
    assert "Question: Why is a tuple fast?" in asked[0]


async def test_a_better_passage_takes_the_place_of_a_doubtful_one() -> None:
    first = (await judged([True, True, False], {"Text": 1.0}))[1][0]
    doubtful = next(p for p in (TUPLES, SWAPS) if p["text"] in first)
    better = next(p for p in (TUPLES, SWAPS) if p is not doubtful)
    grades, asked = await judged(
        [True, True, False], {doubtful["text"]: 0.3, better["text"]: 0.9, "Text": 0.0}
    )
    assert grades.relevant == [p is better for p in PASSAGES]
    assert len(asked) == 2


async def test_where_nothing_is_an_answer_nothing_is_shown() -> None:
    grades, _ = await judged([True, True, False], {"Text": -0.5}, likely=(0.5, 0.4, 0.3))
    assert grades.relevant == [False, False, False]
    assert any("the model finds no answer here" in reason for reason in grades.reasons)


async def test_a_passage_that_surely_helps_needs_more_doubt() -> None:
    grades, _ = await judged([True, True, False], {"Text": -0.5}, likely=(0.9, 0.9, 0.3))
    assert grades.relevant == [True, True, False]


async def test_a_passage_that_was_left_out_is_shown_if_the_model_is_sure() -> None:
    grades, _ = await judged([False] * 3, {SWAPS["text"]: 1.0, "Text": 0.2})
    assert grades.relevant == [False, True, False]
    assert not any((await judged([False] * 3, {"Text": 0.4}))[0].relevant)


@pytest.mark.parametrize(
    "turn",
    [
        replace(FAST, kind="code"),
        replace(FAST, wanted="example", kind="follow-up"),
        replace(FAST, style="quiz"),
        replace(FAST, question="¿Por qué es rápida una tupla?", asked=""),
    ],
)
async def test_it_is_not_asked_about_other_messages(turn: Turn) -> None:
    grades, asked = await judged([True, False, False], {"Text": -1.0}, turn)
    assert grades.relevant == [True, False, False]
    assert not asked


async def test_what_is_refused_for_another_reason_stays_refused() -> None:
    grades, asked = await judged([False] * 3, {"Text": 1.0}, likely=())
    assert not any(grades.relevant)
    assert not asked


@pytest.mark.parametrize("reply", [Reply("answered"), Reply(Fault.DROP), Reply(status=500)])
async def test_a_server_without_odds_or_out_of_order_changes_nothing(reply: Reply) -> None:
    vocabulary = Vocabulary.of(indexed_text(p) for p in PASSAGES)
    async with FakeOpenAI() as server:
        server.otherwise = lambda _: reply
        pool = ModelPool([ModelServer(f"{server.base_url}/v1")])
        model = Model(pool, name="any", timeout=60)
        judge = Judge(model, ExtractiveReasoner(lambda: vocabulary), Scale(0.0, 1.0))
        before = Grades([True, False, False], ["", "", ""], likely=(0.9, 0.1, 0.1))
        assert (await judge.judged(FAST, before)).relevant == before.relevant
        await pool.close()
