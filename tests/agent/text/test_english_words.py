"""Words, stems and sentences."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.text.english_words import content_stems, content_words, stem, stems, words
from agent.text.sentences import sentences


def cut(text: str) -> list[str]:
    return [text[span.start : span.end] for span in sentences(text)]


def kinds(text: str) -> list[str]:
    return [span.kind for span in sentences(text)]


def test_words_know_their_place() -> None:
    text = "Call list.append() on 1,000 items."
    assert [text[w.start : w.end] for w in words(text)] == [
        "Call", "list", "append", "on", "1,000", "items",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What is a tuple?", ["tupl"]),
        ("What does list.append() do?", ["list", "append"]),
        ("Why do I get a KeyError?", ["keyerror"]),
        ("What does the == operator do?", ["==", "oper"]),
        ("How does a for loop work?", ["for", "loop", "work"]),
        ("What does `with` do?", ["with"]),
        ("Is homework 3 due at 23:59?", ["homework", "3", "due", "23:59"]),
        ("why?", []),
    ],
)
def test_content_stems_keep_what_a_question_is_about(question: str, expected: list[str]) -> None:
    assert content_stems(question) == expected


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("do i need an else after every if", {"else", "if"}),
        ("what does an else do when it belongs to a for", {"else", "for"}),
        ("does it take a while", set()),
        ("what else is there for a list if it is empty", set()),
        ("the for-loop is missing", {"for"}),
    ],
)
def test_a_keyword_behind_an_article_is_a_noun(question: str, found: set[str]) -> None:
    texts = {word.text for word in content_words(question)}
    assert texts & {"else", "if", "for", "while"} == found


def test_markup_is_no_operator() -> None:
    assert "**" not in stems("a **bold** word")
    assert "**" in stems("2 ** 3")


def test_forms_of_a_word_share_a_stem() -> None:
    assert stem("tuples") == stem("Tuple")
    assert stem("e-mail") == stem("email")
    assert stem("1,000") == "1000"


def test_sentences_end_where_they_end() -> None:
    assert cut("Dr. Ada Smith, e.g. on Monday, teaches. Python 3.11 is used. Is it? Yes!") == [
        "Dr. Ada Smith, e.g. on Monday, teaches.", "Python 3.11 is used.", "Is it?", "Yes!",
    ]  # fmt: skip


def test_lines_of_a_page_are_joined_but_a_heading_is_not() -> None:
    text = "Tuples\nA tuple is an ordered sequence of values that\ncannot be changed. It is fast."
    assert cut(text) == [
        "Tuples",
        "A tuple is an ordered sequence of values that\ncannot be changed.",
        "It is fast.",
    ]


def test_code_stays_whole() -> None:
    text = "Look:\n\n```python\nx = 1. \n\n# A comment. Another.\n```\nDone."
    assert kinds(text) == ["sentence", "code", "sentence"]
    assert cut(text)[1] == "```python\nx = 1. \n\n# A comment. Another.\n```"


def test_an_open_fence_reaches_to_the_end() -> None:
    assert kinds("Look:\n```\nx = 1\ny = 2") == ["sentence", "code"]


def test_items_and_rows_are_units() -> None:
    text = "Bring:\n- a pen\n- a card, with\n  your name\n\n| Day | Room |\n|---|---|\n| Mon | 3 |"
    assert kinds(text) == ["sentence", "item", "item", "head", "row"]
    assert cut(text)[2:] == [
        "- a card, with\n  your name",
        "| Day | Room |\n|---|---|",
        "| Mon | 3 |",
    ]


@given(st.text(alphabet="aA1 .!?:\n|-`#*()", max_size=200))
def test_nothing_but_space_is_lost(text: str) -> None:
    spans = sentences(text)
    assert "".join("".join(cut(text)).split()) == "".join(text.split())
    assert all(a.end <= b.start for a, b in pairwise(spans))
