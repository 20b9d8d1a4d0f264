"""What the reader of this package says of passages."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.search.ranking import ranked
from agent.search.reader.opening import open_reader
from agent.search.reader.pair_reader import READ, PairReader
from agent.search.reader.reading_order import ReadingOrder
from agent.search.vocabulary import Vocabulary
from agent.types import Passage
from tests.agent.parts import passage

EMBEDDING = Path(__file__).parents[4] / "data/models/all-MiniLM-L6-v2-int8"
EXAM = "The midterm exam takes place on Friday, 16 October, at 14:00 in hall B."
WORK = "The midterm exam counts for a quarter of the grade. Bring your student card."
BIKE = "Bicycles may be left in the yard behind the library."
QUESTION = "where is the midterm exam"


def passages(*texts: str) -> list[Passage]:
    return [passage(n, text=text) for n, text in enumerate(texts, start=1)]


VOCABULARY = Vocabulary.of([EXAM, WORK, BIKE])


@pytest.fixture(scope="module")
def reader() -> PairReader:
    found = open_reader("on", EMBEDDING, 2)
    assert found is not None
    return found


def test_what_answers_has_the_higher_score(reader: PairReader) -> None:
    exam, work, bike = reader.scores(QUESTION, passages(EXAM, WORK, BIKE), VOCABULARY)
    assert exam.answers > work.answers > bike.answers


def test_the_best_span_lies_in_the_passage(reader: PairReader) -> None:
    text = f"{BIKE} " * 12 + EXAM
    (found,) = reader.scores(QUESTION, passages(text), VOCABULARY)
    assert len(text) - len(EXAM) <= found.start < found.end <= len(text)


def test_a_pair_has_the_same_scores_whatever_else_is_read(reader: PairReader) -> None:
    fresh = open_reader("on", EMBEDDING, 1)
    assert fresh is not None
    together = reader.scores(QUESTION, passages(WORK, EXAM, BIKE), VOCABULARY)
    (alone,) = fresh.scores(QUESTION, passages(EXAM), VOCABULARY)
    assert together[1] == alone


def test_nothing_to_read_is_nothing(reader: PairReader) -> None:
    assert reader.scores(QUESTION, [], VOCABULARY) == []


@pytest.mark.parametrize(("question", "text"), [("", EXAM), (QUESTION, ""), ("?", "|"), ("☃", "☃")])
def test_odd_pairs_have_scores_too(reader: PairReader, question: str, text: str) -> None:
    (found,) = reader.scores(question, passages(text), VOCABULARY)
    assert 0 <= found.start <= found.end <= len(text)


def test_passages_are_ordered_by_what_was_read(reader: PairReader) -> None:
    order = ReadingOrder(reader).ranked(QUESTION, passages(BIKE, WORK, EXAM), VOCABULARY)
    assert [one["text"] for one in order] == [EXAM, WORK, BIKE]


def test_other_languages_are_not_read(reader: PairReader) -> None:
    spanish = "El examen parcial es el miércoles y dura una hora para todos los grupos."
    known = Vocabulary.of([spanish] * 3)
    found = passages(BIKE, WORK, EXAM, *[spanish] * 4)
    for question in ("¿Dónde es el examen?", QUESTION):
        order = ReadingOrder(reader).ranked(question, found, known)
        assert order == ranked(question, found, known)


def test_what_was_not_read_stays_behind(reader: PairReader) -> None:
    many = passages(*[WORK] * READ, BIKE)
    order = ReadingOrder(reader).ranked(QUESTION, many, VOCABULARY)
    assert len(order) == READ + 1
    assert order[-1]["text"] == BIKE
