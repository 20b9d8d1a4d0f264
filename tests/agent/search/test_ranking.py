"""The order of candidates."""

from __future__ import annotations

import pytest

from agent.search.ranking import FEATURES, features, fitted, ranked, without_repeats
from agent.search.vocabulary import Vocabulary
from tests.agent.parts import passage

TOGETHER = passage(1, "Lists and more.\nThe hash table grows when it is full.", bm25=4.0)
APART = passage(2, "A table stands in the room.\nA hash is a number.", bm25=4.0)
NEITHER = passage(3, "Strings are quoted.", bm25=None)
VOCABULARY = Vocabulary.of([p["text"] for p in (TOGETHER, APART, NEITHER)])


def of(question: str, *candidates):
    return features(question, candidates or (TOGETHER, APART, NEITHER), VOCABULARY)


def test_words_that_stand_together_come_first() -> None:
    found = ranked("How full is a hash table?", [NEITHER, APART, TOGETHER], VOCABULARY)
    assert [p["page"] for p in found] == [1, 2, 3]
    assert found[0]["score"] > found[1]["score"] > found[2]["score"]


def test_features_say_what_they_are_named_after() -> None:
    together, apart, neither = of("hash table")
    assert together["covered"] == apart["covered"] == 1.0
    assert (together["together"], together["pairs"]) == (1.0, 1.0)
    assert apart["together"] < 1.0
    assert apart["pairs"] == 0.0
    assert neither["covered"] == neither["bm25"] == 0.0
    assert together["bm25"] == 1.0


def test_headings_count_for_every_line() -> None:
    (row,) = of("tuple length", passage(1, "The length is fixed.", section="Tuples"))
    assert row["section"] == pytest.approx(0.5, abs=0.1)
    assert row["covered"] == 1.0
    assert row["section"] < row["together"] < 1.0


def test_an_entry_of_a_glossary_defines_its_term() -> None:
    entries = passage(1, "key: A name for a value.\n\nfloating-point number: One with a fraction.")
    other = passage(2, "The key: a small thing\nfits in here.")
    for question, defines in {
        "what is a key": [1.0, 0.0],
        "what is a floating-point number": [1.0, 0.0],
        "what is a value": [0.0, 0.0],
        "where is the key": [0.0, 0.0],
    }.items():
        assert [row["defines"] for row in of(question, entries, other)] == defines, question


def test_a_question_without_words_is_ranked_by_meaning() -> None:
    near, far = passage(1, "a", dense=0.4, bm25=None), passage(2, "b", dense=0.9, bm25=None)
    assert [p["page"] for p in ranked("?", [near, far], VOCABULARY)] == [2, 1]
    assert ranked("?", [], VOCABULARY) == []


def test_a_passage_that_repeats_a_better_one_is_left_out() -> None:
    first = passage(1, "Late homework loses 10 points for each day after the deadline.")
    again = passage(2, "Late homework loses 10 points, for each day after the deadline!")
    other = passage(3, "Late homework loses 20 points for each day after the deadline.")
    assert without_repeats([first, again, other], 3) == [first, other]
    assert without_repeats([first, again, other], 1) == [first]


def test_the_weights_that_ship_belong_to_the_features() -> None:
    assert set(fitted()) == set(FEATURES)
