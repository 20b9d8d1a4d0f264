"""Example questions are sound English, or there are none."""

from __future__ import annotations

import pytest

from ingestion.elements import Element, Parsed
from ingestion.examples import examples


def of(*elements: Element, title: str = "Notes") -> list[str]:
    return examples(Parsed(title, list(elements)), title)


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("A tuple is an ordered sequence of values.", "What is a tuple?"),
        ("An adjacency matrix is a square table.", "What is an adjacency matrix?"),
        ("Lists are the basic ordered type.", "What are lists?"),
        ("- A `set` is a collection of elements.", "What is a set?"),
    ],
)
def test_definitions(sentence: str, question: str) -> None:
    assert of(Element("paragraph", sentence)) == [question]


@pytest.mark.parametrize(
    "sentence",
    [
        "It is an error to index past the end.",
        "This result is the best one.",
        "A problem of this is the speed.",
        "The second line is a comment.",
        "There is one difference.",
        "These are the rules.",
    ],
)
def test_sentences_that_define_nothing(sentence: str) -> None:
    assert of(Element("paragraph", sentence)) == []


@pytest.mark.parametrize(
    ("heading", "question"),
    [
        ("2.1 How to submit homework", "How do I submit homework?"),
        ("8.1 Opening a file", "How do I open a file?"),
        ("Why does my program print None?", "Why does my program print None?"),
    ],
)
def test_headings(heading: str, question: str) -> None:
    assert of(Element("heading", heading, level=1)) == [question]


@pytest.mark.parametrize(
    "heading", ["Counting sort", "Sorting", "Opening and closing", "How fast are they?", "Strings"]
)
def test_headings_that_give_no_question(heading: str) -> None:
    assert of(Element("heading", heading, level=1)) == []


def test_rules_are_asked_about_by_name() -> None:
    questions = of(Element("heading", "Late work", level=1), title="CS 101: Syllabus")
    assert questions == ["What does “CS 101: Syllabus” say about late work?"]


def test_no_more_than_three_and_none_twice() -> None:
    terms = ("stack", "stack", "queue", "tree", "graph")
    found = of(*(Element("paragraph", f"A {term} is a structure.") for term in terms))
    assert found == ["What is a stack?", "What is a queue?", "What is a tree?"]
