"""What a misspelt question may have meant."""

from __future__ import annotations

import pytest

from agent.search.spelling import suggestions
from agent.search.vocabulary import Vocabulary

TEXTS = [
    "Two strings are joined with plus: join strings.",
    "Recursion, topological order, keyword.",
]
ENGLISH = dict.fromkeys("sting too two lunch swift what order".split(), 1)
VOCABULARY = Vocabulary.of(TEXTS * 3, ENGLISH)


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("how do I joyn two stings", "how do I join two strings"),  # beside a slip, stings are one
        ("gecursion?", "recursion?"),  # the first letter is wrong
        ("topolgcl order", "topological order"),
    ],
)
def test_names_what_was_meant(question: str, meant: str) -> None:
    assert suggestions(question, VOCABULARY)[0] == meant


@pytest.mark.parametrize("question", ["what about lunch?", "who is Joyn Swift", "xqzptv", "sting"])
def test_says_nothing_of_known_words_names_and_what_is_near_nothing(question: str) -> None:
    assert suggestions(question, VOCABULARY) == []


def test_of_equally_likely_words_both_are_named_and_of_two_forms_of_one_word_one() -> None:
    vocabulary = Vocabulary.of(["A digit and a dict.", "Files and a file."])
    assert suggestions("what is a digt?", vocabulary) == [
        "what is a dict?",
        "what is a digit?",
    ]
    assert len(suggestions("what is a fiile?", vocabulary)) <= 1


def test_a_short_word_with_another_letter_at_each_end_is_another_word() -> None:
    vocabulary = Vocabulary.of(["The fox jumps. Words of the text."] * 3)
    assert suggestions("can I use numpy", vocabulary) == []
