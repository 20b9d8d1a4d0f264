"""The words of an index, and their rarity."""

from __future__ import annotations

import pytest

from agent.search.vocabulary import Vocabulary

TEXTS = [
    "A tuple is immutable. Tuples are sequences.",
    "A dictionary maps keys to values. A dictionary is mutable.",
    "A virtual environment holds packages; environments are folders.",
    "The grade counts. The grades are final.",
]


@pytest.fixture
def vocabulary() -> Vocabulary:
    return Vocabulary.of(TEXTS)


def test_counts_texts_and_forms(vocabulary: Vocabulary) -> None:
    assert vocabulary.texts == 4
    assert vocabulary.frequency["tupl"] == 1
    assert vocabulary.counts["dictionary"] == 2
    assert vocabulary.knows("grade")
    assert not vocabulary.knows("decor")


def test_rare_words_weigh_more(vocabulary: Vocabulary) -> None:
    assert vocabulary.idf("unheard") == 1.0
    assert 0 < vocabulary.idf("a") < vocabulary.idf("tupl") < 1


def test_an_empty_index_knows_nothing() -> None:
    vocabulary = Vocabulary.of([])
    assert vocabulary.idf("word") == 1.0
