"""How examples are made: windows, spans and near misses."""

from __future__ import annotations

import random

import pytest

from agent.search.vocabulary import Vocabulary
from evals.reader.cloze_examples import questions
from evals.reader.example import WORDS, Example, around, cut, sentence_spans, without
from evals.reader.near_misses import exchanged, pool_of, unanswered
from evals.reader.spans import exact, fuzzy

FILLING = " ".join(f"This sentence number {n} talks about the weather in town." for n in range(30))
ANSWER = "Harold died at Hastings in 1066."
TEXT = f"{FILLING} {ANSWER} William ruled from London after that day and built many castles there."


def example(question: str = "When did Harold die at Hastings?") -> Example:
    return Example(question, "Kings", TEXT, "x", "train", "x", True, True, exact(TEXT, ["1066"]))


def test_the_window_of_an_example_holds_its_answer() -> None:
    found = cut(example(), Vocabulary.of([TEXT]))
    assert [found.text[a:b] for a, b in found.spans] == ["1066"]
    assert len(found.text.split()) <= WORDS


def test_a_window_around_a_span_is_of_whole_sentences() -> None:
    (span,) = exact(TEXT, ["1066"])
    start, end = around(TEXT, span, 40, random.Random(1))
    assert ANSWER in TEXT[start:end]
    assert TEXT[start:end].endswith((".", "there."))
    assert len(TEXT[start:end].split()) <= 40


def test_an_answer_is_found_whatever_its_spaces_and_capitals() -> None:
    text = "It takes Nine\n hours, not ninety."
    assert [text[a:b] for a, b in exact(text, ["nine hours"])] == ["Nine\n hours"]


def test_only_whole_words_are_an_answer() -> None:
    assert exact("It was in 10660 or 1066b.", ["1066"]) == []


def test_an_answer_in_other_words_is_the_sentence_that_has_most_of_them() -> None:
    text = "He went home. The giant had been very angry with the goats."
    span = fuzzy(text, "he was angry with his goats")
    assert span is not None
    assert text[slice(*span)] == "The giant had been very angry with the goats."


def test_without_the_sentence_of_its_answer_a_text_does_not_answer() -> None:
    found = unanswered(example())
    assert found is not None
    assert found.answers is False
    assert "1066" not in found.text
    assert "William ruled" in found.text


def test_a_text_of_nothing_but_the_answer_leaves_nothing() -> None:
    assert without(ANSWER, exact(ANSWER, ["1066"])) is None


def test_an_exchanged_word_is_of_the_same_kind() -> None:
    pool = pool_of(["Who was Matilda the queen?", "In 1154 what happened?"])
    found = exchanged(example(), pool, random.Random(1))
    assert found is not None
    assert found.answers is False
    changed = {*found.question.rstrip("?").split()} - {*example().question.rstrip("?").split()}
    assert changed == {"Matilda"}


def test_without_another_word_of_the_kind_nothing_is_exchanged() -> None:
    assert exchanged(example(), ["castle"], random.Random(1)) is None


@pytest.mark.parametrize(
    ("sentence", "word", "answer"),
    [
        ("The war between both kingdoms began in 1337 after a long quarrel.", "When", "1337"),
        ("The old king had three daughters who lived in the tower.", "How many", "three"),
        ("They stayed inside for a week because the storm was too strong.", "Why", "because"),
    ],
)
def test_made_questions_ask_for_a_part_of_their_sentence(
    sentence: str, word: str, answer: str
) -> None:
    found = [
        sentence[slice(*one.span)]
        for one in questions(sentence, random.Random(1))
        if one.question.startswith(word)
    ]
    assert [part for part in found if part.startswith(answer)]


def test_the_sentence_of_a_span_is_found() -> None:
    spans = sentence_spans(TEXT, exact(TEXT, ["1066"]))
    assert [TEXT[a:b] for a, b in spans] == [ANSWER]
