"""Statements that bear on a question, and true ones that do not."""

from __future__ import annotations

import pytest

from agent.text.bearing import bears_on


@pytest.mark.parametrize(
    ("question", "statement", "expected"),
    [
        ("what is a list", "A list is an ordered, mutable sequence.", True),
        ("what is a list", "A linked list is a chain of nodes.", False),
        ("what's a graph?", "A graph is a set of vertices and edges.", True),
        ("when is the midterm", "The midterm is on 22 October.", True),
        ("whats the point of docstrings", "A docstring says what a function does.", True),
        ("whats the point of docstrings", "Points are taken off for a bare except.", False),
        ("when is the midterm", "The midterm covers weeks of lectures.", True),
        ("when is the midterm", "The midterm covers all lectures.", False),
        ("how many points does the midterm have", "The midterm has 60 points.", True),
        ("how many points does the midterm have", "Points of the midterm count.", False),
        ("who teaches the labs", "The labs are taught by Jonas Adeyemi.", True),
        ("who teaches the labs", "Labs are taught in small groups.", False),
        ("who invented merge sort", "Quicksort was invented by Tony Hoare.", False),
        ("how do i read a file", "Coffee is brewed in hot water.", False),
        ("why", "Because indexes begin at 0.", True),
    ],
)
def test_subject_and_kind_of_value_are_those_asked_for(
    question: str, statement: str, expected: bool
) -> None:
    assert bears_on(statement, question) is expected


def test_the_heading_may_name_the_subject() -> None:
    assert bears_on("It is on 22 October.", "when is the midterm", "Syllabus Midterm exam")
    assert not bears_on("It is on 22 October.", "when is the midterm", "Syllabus Holidays")
