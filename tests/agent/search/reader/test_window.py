"""The stretch of a passage that is read."""

from __future__ import annotations

from agent.search.reader.window import WORDS, weights, window
from agent.search.vocabulary import Vocabulary

SENTENCES = [f"Lecture number {n} is about something else entirely." for n in range(30)]
HELD = "The midterm exam takes place on Friday in hall B."
TEXT = " ".join([*SENTENCES[:20], HELD, *SENTENCES[20:]])
VOCABULARY = Vocabulary.of([*SENTENCES, HELD])


def read(question: str, text: str, words: int = WORDS) -> str:
    start, end = window(weights(question, VOCABULARY), text, words)
    return text[start:end]


def test_a_short_passage_is_read_whole() -> None:
    assert read("when is the midterm exam", HELD + "\n") == HELD + "\n"


def test_of_a_long_one_the_sentences_that_share_most_are_read() -> None:
    found = read("when is the midterm exam", TEXT)
    assert HELD in found
    assert len(found.split()) <= WORDS


def test_sentences_are_never_cut() -> None:
    found = read("when is the midterm exam", TEXT, words=20)
    assert found.startswith(("Lecture", "The midterm"))
    assert found.endswith((".",))


def test_where_nothing_is_shared_the_beginning_is_read() -> None:
    assert read("unheard", TEXT, words=20).startswith(SENTENCES[0])


def test_a_sentence_longer_than_the_window_stands_alone() -> None:
    long = "exam " * 50 + "ends. "
    assert read("exam", long + HELD, words=20).startswith("exam exam")


def test_an_empty_passage_has_an_empty_window() -> None:
    assert read("when is the midterm exam", "") == ""
