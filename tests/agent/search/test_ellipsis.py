"""Short questions that leave out what they are about."""

from __future__ import annotations

import pytest

from agent.search.ellipsis import COMMON, lacks_topic
from agent.text.english_words import stem

COMMON_WORDS = "day step million fix avoid put sort way use lose weight fast late list better in"
RANKS = {stem(word): 500 for word in COMMON_WORDS.split()} | {stem("recursion"): COMMON + 1}


@pytest.mark.parametrize(
    "question",
    [
        "what day?",
        "how many steps if I have a million?",
        "how many can I use?",
        "how do I fix that",
        "which way is better",
        "does every graph have one?",
        "can I put one in the other",
    ],
)
def test_names_nothing_of_its_own(question: str) -> None:
    assert lacks_topic(question, RANKS)


@pytest.mark.parametrize(
    "question",
    [
        "",
        "What is a list?",
        "what is recursion good for",  # a rare word
        "how do I sort a list",  # "a list" is new
        "how do I lose weight fast",  # two words that belong together
        "how do I use sort()",
        "and how long does it take until the list is full when I use it day by day",
    ],
)
def test_names_its_topic(question: str) -> None:
    assert not lacks_topic(question, RANKS)


def test_nothing_is_said_without_the_ranks_of_words() -> None:
    assert not lacks_topic("what day?", {})
