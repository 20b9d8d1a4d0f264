"""A model that reads what would be quoted, before it is shown, and points to what answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from agent.languages.similarity import Similarity
from agent.llm.client import Model
from agent.llm.decisions import Scale
from agent.llm.pool import ModelPool
from agent.llm.server import ModelServer
from agent.reasoner import Grades, Span, Turn
from agent.reasoners.extractive import ExtractiveReasoner
from agent.reasoners.llm.judging import Judge
from agent.reasoners.llm.pointing import Pointer
from agent.search.vocabulary import Vocabulary
from agent.types import Passage, indexed_text
from tests.agent.parts import SharedWords, passage
from tests.servers.fake_openai import FakeOpenAI, Fault, Reply

TUPLES = passage(1, "A tuple is written in parentheses.")
SWAPS = passage(2, "A tuple is fast because its length never changes.")
LISTS = passage(3, "A list is slower than a tuple of the same length.")
PASSAGES = [TUPLES, SWAPS, LISTS]
FAST = Turn("Why is a tuple fast?", "Why is a tuple fast?", passages=PASSAGES)
SEARCHED_AGAIN = replace(FAST, tried=["tuple fast"])


def odds(value: float) -> Reply:
    """A server's word, as much likelier "answered" than "missing"."""
    likely = {"answer": value, "missing": 0.0, "The": -9.0}
    return Reply("answer" if value > 0 else "missing", likely=likely)


def quoted(turn: Turn, span: Span) -> str:
    texts = {p["id"]: p["text"] for p in turn.passages}
    return texts[span.passage_id][span.start : span.end]


async def judged(
    relevant: list[bool],
    found: Mapping[str, float],
    turn: Turn = FAST,
    likely: tuple[float, ...] = (0.9, 0.8, 0.7),
    answer: str = "not covered",
) -> tuple[Grades, list[str]]:
    """The verdicts after the model found these odds for these words, and what it was asked."""
    passages: list[Passage] = [*turn.passages]
    vocabulary = Vocabulary.of(indexed_text(p) for p in passages)

    def reply(asked: str) -> Reply:
        if "Is this question answered by the text?" not in asked:
            return Reply(answer)
        text = asked.split("\n\nQuestion:")[0]
        return odds(next(value for words, value in found.items() if words in text))

    async with FakeOpenAI() as server:
        server.otherwise = lambda body: reply(body["messages"][-1]["content"])
        pool = ModelPool([ModelServer(f"{server.base_url}/v1")])
        model = Model(pool, name="any", timeout=60)
        computing = ExtractiveReasoner(lambda: vocabulary)
        pointer = Pointer(model, Similarity(SharedWords()), 300)
        judge = Judge(model, computing, Scale(0.0, 1.0), pointer)
        reasons = [f"reason {n}" for n in range(3)]
        grades = await judge.judged(turn, Grades(relevant, reasons, likely=likely))
        await pool.close()
        return grades, [body["messages"][-1]["content"] for body in server.requests]


async def test_a_sure_first_choice_is_read_once() -> None:
    grades, asked = await judged([True, True, False], {"Text": 1.0})
    assert grades.relevant == [True, True, False]
    assert not grades.quotings
    assert len(asked) == 1
    assert grades.usage["llm_calls"] == 1
    assert "Notes > Tuples" in asked[0]
    assert "Question: Why is a tuple fast?" in asked[0]


async def test_the_words_that_the_model_points_to_come_before_a_doubtful_quote() -> None:
    grades, asked = await judged(
        [True, False, False],
        {SWAPS["text"]: 0.9, "Text": 0.4},
        answer="It is fast because the length of a tuple never changes.",
    )
    first, second = grades.quotings
    assert [quoted(FAST, span) for span in first.pointed] == [SWAPS["text"]]
    assert not second.pointed
    assert grades.relevant == [True, True, False]
    assert len(asked) == 3  # what would be quoted, the question itself, what is pointed to
    assert any("the model points here (0.9)" in reason for reason in grades.reasons)


async def test_a_quote_that_is_worse_than_doubtful_is_not_shown_beside_it() -> None:
    grades, _ = await judged(
        [True, False, False],
        {SWAPS["text"]: 0.9, "Text": 0.1},
        answer="It is fast because the length of a tuple never changes.",
    )
    assert len(grades.quotings) == 1
    assert grades.relevant == [False, True, False]


async def test_a_quote_that_repeats_the_other_one_is_not_shown_below_it() -> None:
    long = passage(2, "A tuple is written in parentheses. Its length never changes.")
    turn = replace(FAST, passages=[TUPLES, long, LISTS])
    grades, _ = await judged(
        [True, False, False],
        {"never": 0.9, "Text": 0.6},
        turn,
        answer="The length of it never changes.",
    )
    assert len(grades.quotings) == 2
    two = passage(2, "A tuple is written in parentheses.\n\nThe length of it never changes.")
    turn = replace(FAST, passages=[TUPLES, two, LISTS])
    grades, _ = await judged(
        [True, False, False],
        {"never": 0.9, "Text": 0.6},
        turn,
        answer="The length of it never changes. A tuple is written in parentheses.",
    )
    assert len(grades.quotings) == 1


async def test_what_the_model_points_to_is_not_shown_if_the_first_choice_is_better() -> None:
    grades, _ = await judged(
        [True, False, False],
        {SWAPS["text"]: 0.0, "Text": 0.6},
        answer="It is fast because the length of a tuple never changes.",
    )
    assert [each.pointed for each in grades.quotings] == [()]
    assert grades.relevant == [True, False, False]


@pytest.mark.parametrize("answer", ["not covered", "It was made of cheese in 1789."])
async def test_without_words_to_point_to_the_first_choice_stays(answer: str) -> None:
    grades, _ = await judged([True, False, False], {"Text": 0.4}, answer=answer)
    assert grades.relevant == [True, False, False]
    assert not grades.quotings


async def test_words_that_are_quoted_already_are_not_read_again() -> None:
    grades, asked = await judged(
        [True, False, False], {"Text": 0.4}, answer="A tuple is written in parentheses."
    )
    assert grades.relevant == [True, False, False]
    assert not grades.quotings
    assert len(asked) == 2


async def test_where_nothing_is_an_answer_nothing_is_shown() -> None:
    grades, _ = await judged([True, True, False], {"Text": -0.5}, likely=(0.5, 0.4, 0.3))
    assert grades.relevant == [False, False, False]
    assert any("the model finds no answer here" in reason for reason in grades.reasons)


async def test_a_passage_that_surely_helps_needs_more_doubt() -> None:
    grades, _ = await judged([True, True, False], {"Text": -0.5}, likely=(0.9, 0.9, 0.3))
    assert grades.relevant == [True, True, False]


async def test_a_refused_question_is_put_as_a_textbook_would_first() -> None:
    grades, asked = await judged([False] * 3, {}, answer="Why is a tuple efficient?\nBecause.")
    assert not any(grades.relevant)
    assert grades.suggestion == "Why is a tuple efficient?"
    assert "Course: Notes\nStudent: Why is a tuple fast?" in asked[0]


async def test_after_that_what_the_model_points_to_is_shown_if_it_is_sure() -> None:
    told = "It is fast because the length of a tuple never changes."
    grades, _ = await judged([False] * 3, {"Text": 0.9}, SEARCHED_AGAIN, answer=told)
    assert grades.relevant == [False, True, False]
    assert [quoted(FAST, span) for span in grades.quotings[0].pointed] == [SWAPS["text"]]
    grades, _ = await judged([False] * 3, {"Text": 0.6}, SEARCHED_AGAIN, answer=told)
    assert not any(grades.relevant)
    assert not grades.quotings


async def test_the_students_own_words_are_what_is_answered() -> None:
    turn = replace(SEARCHED_AGAIN, asked="Why is a tuple efficient?", own_words=FAST.question)
    _, asked = await judged(
        [False] * 3, {"Text": 0.9}, turn, answer="Because its length never changes."
    )
    assert asked
    assert all("Why is a tuple fast?" in each and "efficient" not in each for each in asked)


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


@pytest.mark.parametrize("likely", [(), (0.1, 0.1, 0.0)])
async def test_what_is_surely_not_covered_stays_refused(likely: tuple[float, ...]) -> None:
    grades, asked = await judged([False] * 3, {"Text": 1.0}, likely=likely)
    assert not any(grades.relevant)
    assert not asked


@pytest.mark.parametrize("reply", [Reply("answered"), Reply(Fault.DROP), Reply(status=500)])
async def test_a_server_without_odds_or_out_of_order_changes_nothing(reply: Reply) -> None:
    vocabulary = Vocabulary.of(indexed_text(p) for p in PASSAGES)
    async with FakeOpenAI() as server:
        server.otherwise = lambda _: reply
        pool = ModelPool([ModelServer(f"{server.base_url}/v1")])
        model = Model(pool, name="any", timeout=60)
        pointer = Pointer(model, Similarity(SharedWords()), 300)
        judge = Judge(model, ExtractiveReasoner(lambda: vocabulary), Scale(0.0, 1.0), pointer)
        before = Grades([True, False, False], ["", "", ""], likely=(0.9, 0.1, 0.1))
        assert (await judge.judged(FAST, before)).relevant == before.relevant
        await pool.close()
