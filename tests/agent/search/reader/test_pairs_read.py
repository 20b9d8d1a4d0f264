"""How many pairs are read for a question: that is what the reader costs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from threading import Barrier
from typing import Any, cast

import pytest
from onnxruntime import InferenceSession

from agent.reasoner import Turn
from agent.reasoners.extractive import ExtractiveReasoner
from agent.search.reader.opening import FITTED, MODEL, OURS
from agent.search.reader.pair_reader import READ, PairReader
from agent.search.reader.pair_scores import read_fitted
from agent.search.reader.pair_tokens import PairTokens
from agent.search.reader.reading_order import ReadingOrder
from agent.search.reader.window import WORDS
from agent.search.reader.word_vectors import read_word_vectors
from agent.search.vocabulary import Vocabulary
from agent.types import Passage
from tests.agent.parts import passage

EMBEDDING = Path(__file__).parents[4] / "data/models/all-MiniLM-L6-v2-int8"
TEXTS = [f"Hall {n} holds {n} hundred students, and the exam is held there." for n in range(20)]
VOCABULARY = Vocabulary.of(TEXTS)
QUESTION = "how many students fit in the hall"


class Counted:
    """A session that counts how many pairs it reads, and how many tokens they have."""

    def __init__(self, session: InferenceSession) -> None:
        self._session = session
        self.tokens: list[int] = []

    def run(self, wanted: list[str], given: Mapping[str, Any]) -> Any:
        self.tokens.append(len(given["types"][0]))
        return self._session.run(wanted, dict(given))


@pytest.fixture
def session() -> Counted:
    return Counted(InferenceSession(str(OURS / MODEL), providers=["CPUExecutionProvider"]))


@pytest.fixture
def reader(session: Counted) -> PairReader:
    return opened(cast(InferenceSession, session))


def opened(session: InferenceSession) -> PairReader:
    tokens = PairTokens(EMBEDDING / "tokenizer.json")
    words = read_word_vectors(EMBEDDING / "model.onnx")
    return PairReader(session, tokens, words, read_fitted(OURS / FITTED), threads=2)


def passages() -> list[Passage]:
    return [passage(n, text) for n, text in enumerate(TEXTS, start=1)]


async def test_what_was_read_to_rank_is_not_read_again_to_grade_and_to_answer(
    session: Counted, reader: PairReader
) -> None:
    best = ReadingOrder(reader).ranked(QUESTION, passages(), VOCABULARY)[:8]
    assert len(session.tokens) == READ
    reasoner = ExtractiveReasoner(lambda: VOCABULARY, reader=reader)
    turn = Turn(QUESTION, QUESTION, passages=best)
    grades = await reasoner.grade(turn)
    assert any(grades.relevant)
    graded = [one | {"relevant": kept} for one, kept in zip(best, grades.relevant, strict=True)]
    answered = Turn(QUESTION, QUESTION, passages=cast(list[Passage], graded))
    assert [part async for part in reasoner.generate(answered)]
    assert len(session.tokens) == READ


async def test_passages_on_something_else_are_not_read_to_grade_them(
    session: Counted, reader: PairReader
) -> None:
    text = "Bicycles may be left in the yard behind the library."
    other = [passage(n, text, dense=-0.3, bm25=0.0) for n in range(1, 9)]
    turn = Turn(QUESTION, QUESTION, passages=[*passages()[:1], *other])
    grades = await ExtractiveReasoner(lambda: VOCABULARY, reader=reader).grade(turn)
    assert grades.relevant == [True, *[False] * 8]
    assert len(session.tokens) == 1


def test_a_question_that_is_asked_again_is_not_read_again(
    session: Counted, reader: PairReader
) -> None:
    for _ in range(3):
        ReadingOrder(reader).ranked(QUESTION, passages(), VOCABULARY)
    assert len(session.tokens) == READ


def test_of_a_long_passage_a_window_is_read(session: Counted, reader: PairReader) -> None:
    reader.scores(QUESTION, [passage(1, " ".join(TEXTS * 20))], VOCABULARY)
    (tokens,) = session.tokens
    assert tokens <= 2 * WORDS


class Meeting:
    """A session that reads a pair only while another one is read."""

    def __init__(self, session: Counted) -> None:
        self._session = session
        self._begun = Barrier(2, timeout=30)

    def run(self, wanted: list[str], given: Mapping[str, Any]) -> Any:
        self._begun.wait()
        return self._session.run(wanted, given)


def test_the_rest_of_several_passages_is_read_at_once(session: Counted, reader: PairReader) -> None:
    two = passages()[:2]
    apart = [reader.whole(QUESTION, [each], VOCABULARY) for each in two]
    meeting = opened(cast(InferenceSession, Meeting(session)))
    assert meeting.whole(QUESTION, two, VOCABULARY) == [one for (one,) in apart]


def test_all_parts_of_a_long_passage_are_its_own(reader: PairReader) -> None:
    long, short = passage(1, " ".join(TEXTS)), passage(2, TEXTS[3])
    found = reader.whole(QUESTION, [long, short, long], VOCABULARY)
    (alone,) = reader.whole(QUESTION, [long], VOCABULARY)
    assert found[0] == found[2] == alone
    assert found[0].tokens[-1][1] == len(long["text"])
    assert found[1].tokens[-1][1] == len(short["text"])
