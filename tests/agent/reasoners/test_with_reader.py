"""The extractive reasoner where a reader reads question and passage together."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.reasoner import Turn
from agent.reasoners.extractive import ExtractiveReasoner
from agent.reasoners.extractive.candidates import candidates, sources
from agent.reasoners.extractive.features import measure
from agent.reasoners.extractive.grader import Grader
from agent.reasoners.extractive.question import ask
from agent.search.reader.opening import open_reader
from agent.search.reader.pair_scores import Judge, PairScores, Weights
from agent.search.vocabulary import Vocabulary
from tests.agent.parts import passage

EMBEDDING = Path(__file__).parents[3] / "data/models/all-MiniLM-L6-v2-int8"
FIRST = "Hall A holds two hundred students."
SECOND = "Hall B holds three hundred students."
QUESTION = "how many students fit in the hall"
VOCABULARY = Vocabulary.of([FIRST, SECOND])


def test_a_grader_without_a_reader_judges_by_its_own_threshold() -> None:
    fits = measure(ask(QUESTION, VOCABULARY), [passage(1, FIRST)])
    _, kept = Grader({}, bias=0.0, threshold=0.4).judged(fits)
    assert kept == [True]
    _, kept = Grader({}, bias=0.0, threshold=0.6).judged(fits)
    assert kept == [False]


def test_with_a_reader_its_scores_and_its_threshold_count() -> None:
    fits = measure(ask(QUESTION, VOCABULARY), [passage(1, FIRST), passage(2, SECOND)])
    judge = Judge(own=1.0, reader=Weights(0.0, 1.0), bias=0.0, threshold=0.6, most=3.0)
    read = [PairScores(0.0, 2.0, 0.0, 0, 4), PairScores(0.0, -2.0, 0.0, 0, 4)]
    probabilities, kept = Grader({}, bias=0.0, threshold=0.1).judged(fits, judge, read)
    assert kept == [True, False]
    assert probabilities[0] == pytest.approx(0.88, abs=0.01)


def test_a_word_of_two_meanings_does_not_make_a_far_passage_relevant() -> None:
    judge = Judge(own=1.0, reader=Weights(0.0, 1.0), bias=4.0, threshold=0.6, most=9.0)

    def kept(dense: float, answers: float) -> list[bool]:
        fits = measure(ask(QUESTION, VOCABULARY), [passage(1, FIRST, dense=dense)])
        return Grader({}, 0.0, 0.1).judged(fits, judge, [PairScores(0.0, answers, 0.0, 0, 4)])[1]

    assert kept(dense=0.1, answers=-0.5) == [False]
    assert kept(dense=0.3, answers=-0.5) == [True]
    assert kept(dense=0.1, answers=0.6) == [True]


def test_what_reading_cannot_make_relevant_is_not_read() -> None:
    judge = Judge(own=2.0, reader=Weights(0.0, 1.0), bias=0.0, threshold=0.5, most=3.0)
    assert judge.undecided(-1.4)
    assert not judge.undecided(-1.6)
    fits = measure(ask(QUESTION, VOCABULARY), [passage(1, FIRST)])
    _, kept = Grader({}, bias=-1.6, threshold=0.1).judged(fits, judge, [None])
    assert kept == [False]


def test_what_is_far_from_the_topic_sets_no_bar_for_the_others() -> None:
    judge = Judge(own=1.0, reader=Weights(0.0, 1.0), bias=0.0, threshold=0.3, most=3.0)
    near, far = passage(1, FIRST, dense=0.5), passage(2, SECOND, dense=0.01)
    fits = measure(ask(QUESTION, VOCABULARY), [near, far])
    read = [PairScores(0.0, -0.6, 0.0, 0, 4), None]
    probabilities, kept = Grader({}, bias=0.0, threshold=0.1).judged(fits, judge, read)
    assert kept == [True, False]
    assert probabilities[1] == 0


def test_of_sentences_that_fit_alike_the_one_with_the_span_is_quoted() -> None:
    text = f"{FIRST} {SECOND}"
    found = passage(1, text, relevant=True)
    question = ask(QUESTION, VOCABULARY)
    before = candidates(question, sources(question, [found]))[0].unit
    assert text[before.start : before.end] == FIRST
    start, end = (at := text.index("three hundred")), at + len("three hundred")
    read = PairScores(2.0, 2.0, 2.0, start, end)
    reading = ask(QUESTION, VOCABULARY, {found["id"]: read})
    after = candidates(reading, sources(reading, [found]))[0].unit
    assert text[after.start : after.end] == SECOND


def test_the_sentence_of_the_answer_counts_without_a_span() -> None:
    found = passage(1, f"{FIRST} {SECOND}", relevant=True)
    tokens = ((0, len(FIRST), -4.0), (len(FIRST) + 1, len(found["text"]), 4.0))
    reading = ask(QUESTION, VOCABULARY, {found["id"]: PairScores(2.0, 2.0, -1.0, 0, 4, tokens)})
    best = candidates(reading, sources(reading, [found]))[0].unit
    assert found["text"][best.start : best.end] == SECOND


async def test_the_reader_of_this_package_grades_and_answers() -> None:
    reader = open_reader("on", EMBEDDING, 1)
    reasoner = ExtractiveReasoner(lambda: VOCABULARY, reader=reader)
    bike = "Bicycles may be left in the yard behind the library."
    turn = Turn(QUESTION, QUESTION, passages=[passage(1, SECOND), passage(2, bike)])
    grades = await reasoner.grade(turn)
    assert grades.relevant == [True, False]
