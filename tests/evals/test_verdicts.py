"""What became of a question, in one word, and the figures that count it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agent.types import Step
from evals.case_outcome import Outcome
from evals.golden.cases import Case
from evals.metrics import METRICS
from evals.metrics.citations import markers_match
from evals.metrics.refusal import confusion
from evals.metrics.verdict import verdict
from tests.evals.parts import answered, case, failed, labels, passage, refused, to_refuse
from tests.evals.parts import values as figures

TWO = case(facts=[["90 minutes"], ["a pen", "pens"]], forbidden=["a pencil"])
QUIZ = case(
    kind="quiz", style="quiz", turns=["quiz me on the exam"], facts=[["exam"]], forbidden=["90"]
)
HI = to_refuse(kind="small-talk", turns=["hi"])
SPANISH = to_refuse(kind="other-language", turns=["¿cuándo es el examen?"])


def replied(of: Case, answer: str = "Hello.") -> Outcome:
    return replace(answered(of, answer=answer), citations=[], stored={})


def conversed(of: Case) -> Outcome:
    return replace(replied(of), trace=[Step(node="converse", ms=1.0, detail={})])


def outcome_of(answer: str, of: Case = TWO) -> Outcome:
    return answered(of, answer=answer)


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (outcome_of("It takes 90 minutes; bring pens. [1]"), "right"),
        (outcome_of("It takes 90 minutes. [1]"), "partial"),
        (outcome_of("Ask the instructor. [1]"), "wrong"),
        (outcome_of("It takes 90 minutes; bring a pen or a pencil. [1]"), "wrong"),
        (refused(TWO), "refused"),
        (failed(TWO), "failed"),
        (refused(to_refuse()), "right"),
        (answered(to_refuse()), "wrong"),
        (conversed(to_refuse()), "right"),
        (conversed(TWO), "wrong"),
        (replied(HI), "right"),
        (answered(HI), "wrong"),
        (refused(HI), "refused"),
        (refused(SPANISH), "right"),
        (answered(SPANISH), "wrong"),
    ],
)
def test_a_verdict_goes_by_what_a_student_should_get(outcome: Outcome, expected: str) -> None:
    assert verdict(outcome) == expected


def test_the_four_shares_of_questions_to_answer_are_of_all_of_them() -> None:
    outcomes = [
        outcome_of("It takes 90 minutes; bring pens. [1]"),
        outcome_of("It takes 90 minutes. [1]"),
        outcome_of("Ask the instructor. [1]"),
        refused(TWO),
        refused(to_refuse()),
        replied(HI),
        answered(QUIZ),
    ]

    assert figures(METRICS["right"], outcomes) == {"right and complete": 0.25}
    assert figures(METRICS["partial"], outcomes) == {"partial": 0.25}
    assert figures(METRICS["wrong"], outcomes) == {"wrong": 0.25}
    assert figures(METRICS["refusal"], outcomes)["false refusals"] == 0.25
    assert labels(METRICS["wrong"], outcomes[2]) == ["wrong answer"]


def test_a_reply_is_neither_an_answer_nor_a_refusal_and_cites_nothing() -> None:
    outcomes = [replied(HI), answered(HI), refused(SPANISH)]

    assert figures(METRICS["small_talk"], outcomes) == {
        "replies without citations": pytest.approx(2 / 3)
    }
    assert figures(METRICS["refusal"], outcomes)["withstood"] is None
    assert confusion(outcomes, "refusal") == {"answered": 0, "refused": 0, "failed": 0}
    assert confusion(outcomes, "reply") == {"answered": 2, "refused": 1, "failed": 0}
    assert [labels(METRICS["small_talk"], outcome) for outcome in [*outcomes, refused(HI)]] == [
        [],
        ["quotes the materials"],
        [],
        ["refused instead of replying"],
    ]
    assert markers_match(replied(HI))
    assert not markers_match(replied(TWO))
    assert markers_match(conversed(TWO))
    assert labels(METRICS["refusal"], conversed(to_refuse())) == []
    assert figures(METRICS["support"], [replied(HI, "Ask about algorithms, data, sorting.")]) == {
        "statements quoted or supported": None,
        "quotes that answer": None,
    }


def test_a_quiz_asks_about_its_topic_and_hides_the_solution() -> None:
    silent = passage(text="Read about the exam on this page.")
    good = answered(QUIZ, silent, answer="How long is the exam? [1]")
    shown = answered(QUIZ, passage(), answer="How long is the exam? [1]")
    echo = answered(QUIZ, silent, answer="In your own words: quiz me on the exam [1]")

    assert [verdict(each) for each in (good, shown, echo)] == ["right", "wrong", "partial"]
    assert labels(METRICS["exercise"], shown) == ["solution shown"], "its quote says 90 minutes"
    assert labels(METRICS["exercise"], echo) == ["not on the topic", "asks nothing"]
    assert figures(METRICS["exercise"], [good, shown, refused(QUIZ), refused(case())]) == {
        "good exercises": pytest.approx(1 / 3),
        "solutions hidden": 0.5,
    }


def test_a_true_quote_of_the_wrong_sentence_supports_and_does_not_answer() -> None:
    wrong = answered(case(), passage(text="Bring a pen and some paper."), answer="Bring a pen. [1]")
    elsewhere = answered(case(), passage(9))

    measured = [
        figures(METRICS["support"], [each]) for each in (answered(case()), wrong, elsewhere)
    ]

    assert [each["quotes that answer"] for each in measured] == [1.0, 0.0, 0.0]


def test_the_length_of_answers_is_their_median() -> None:
    outcomes = [
        outcome_of("One. [1]"),
        outcome_of("One two three. [1]"),
        outcome_of("A b c d e f g h. [1]"),
    ]

    assert figures(METRICS["length"], [*outcomes, replied(HI)]) == {"answer length, median": 3}
