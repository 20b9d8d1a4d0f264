"""The course's words for everyday ones, and the course's spelling of compounds."""

from __future__ import annotations

import pytest

from agent.search.course_terms import course_terms, entries
from agent.search.vocabulary import Vocabulary
from agent.text.english_words import stem

VOCABULARY = Vocabulary.of(
    [
        "A break leaves it. Use strip on a line.",
        "Merge sort merges; merge sort sorts; merge sort is stable.",
        "Quicksort is fast. Quicksort splits. Quicksort recurses.",
    ]
)


@pytest.mark.parametrize(
    ("asked", "searched"),
    [
        ("how do i stop a loop early?", "how do i stop a loop early (break)?"),
        ("get rid of the newline in a line", "get rid of the newline in a line (strip)"),
        ("how do i break out of a loop", "how do i break out of a loop"),  # says it already
        ("how do i skip this round", "how do i skip this round"),  # no material has continue
    ],
)
def test_a_search_has_the_words_of_the_course(asked: str, searched: str) -> None:
    assert VOCABULARY.expanded(asked) == searched


def test_a_message_that_is_no_question_has_no_everyday_words() -> None:
    asked = "how do i stop a loop early? "
    assert VOCABULARY.course_terms(asked)
    assert not VOCABULARY.course_terms(asked * 20)


def test_each_entry_matches_what_means_it_and_nothing_that_differs() -> None:
    wrong = [
        (entry.words, message)
        for entry in entries()
        for messages, expected in ((entry.means, True), (entry.differs, False))
        for message in messages
        if bool(entry.pattern.search(message.lower())) is not expected
    ]
    assert not wrong


def test_each_entry_has_examples_and_no_groups_that_catch() -> None:
    for entry in entries():
        assert len(entry.means) >= 2, entry.words
        assert len(entry.differs) >= 1, entry.words
        assert len(entry.words) >= 1, entry.pattern.pattern
        assert entry.pattern.groups == 0, entry.words
        assert not entry.question or entry.question.endswith("?"), entry.question


TERMS = Vocabulary.of(
    ["Swap the values of two variables. Linked lists. Open a file for reading or writing."],
    {"temp": 9},
)


@pytest.mark.parametrize(
    ("asked", "put"),
    [
        ("how to exchange two vars without a temp", "How do I swap the values of two variables?"),
        ("how to exchange two vars without a helper", "How do I swap the values of two variables?"),
        ("how to exchange two helpers", None),  # another thing
        (
            "how to exchange two vars in linked lists",
            "How do I swap the values of two variables (linked lists)?",
        ),
        ("how to exchange two vars in json", None),  # a word that is none of the index's or English
        ("how to exchange two vars in swap(a, b)", None),  # code stands for itself
        ("how do i load a file", "How do I open a file for reading or writing?"),
        ("how do i load a json file", None),
        ("how do i flip a string backwards", None),  # no text has what materials would call it
        ("What is a linked list?", None),
    ],
)
def test_a_question_is_put_as_materials_would(asked: str, put: str | None) -> None:
    assert TERMS.put_in_terms(asked) == put


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("who invented mergesort", "who invented merge sort"),
        ("how fast is quick sort", "how fast is quicksort"),
        ("is merge sort stable", "is merge sort stable"),
    ],
)
def test_compounds_are_spelt_as_in_the_course(typed: str, meant: str) -> None:
    assert VOCABULARY.corrected(typed) == meant


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("is there a make-up exam", "resit re-sit"),
        ("how do I put something at the start of it", "front"),
        ("when can I go and see him", "office hours"),
        ("can a function give back more than one thing", "tuple"),
        ("what happens to lists inside each other", "nested"),
        ("how do I walk over two lists at the same time", "zip"),
        ("what if some lines must run no matter what", "finally"),
    ],
)
def test_what_students_call_things_is_known(asked: str, words: str) -> None:
    vocabulary = Vocabulary.of([f"The course speaks of {words}."])
    assert vocabulary.expanded(asked) == f"{asked} ({words})"


@pytest.mark.parametrize("word", ["dyslexia", "dyslexic"])
def test_both_forms_of_a_word_may_be_replaced_by_the_courses_word(word: str) -> None:
    (found,) = course_terms(f"do i get more time with {word}", {"disabl"}.__contains__, len)
    assert found.words[0] == "disability"
    assert stem(word) in found.spoken
