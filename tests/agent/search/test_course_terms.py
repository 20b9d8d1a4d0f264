"""The course's words for everyday ones, and the course's spelling of compounds."""

from __future__ import annotations

import pytest

from agent.search.vocabulary import Vocabulary

VOCABULARY = Vocabulary.of(
    [
        "The statement break leaves a loop. Use strip on a line.",
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
