"""Which facts a question asks for, and which time it names."""

from __future__ import annotations

from datetime import date

import pytest

from agent.lookup.fact_question import fact_question
from agent.lookup.period import Period, period

SUNDAY = date(2026, 11, 29)


@pytest.mark.parametrize(
    ("question", "kinds", "keys"),
    [
        ("list all deadlines", "deadline", ""),
        ("what is due next week", "deadline", ""),
        ("what is due after the midterm", "deadline", ""),
        ("when is hw3 due", "deadline", "homework 3"),
        ("project proposal deadline?", "deadline", "proposal"),
        ("When do I have to hand in problem set two?", "deadline", "problem set 2"),
        ("when is the second essay due", "deadline", "paper 2"),
        ("when is the midterm", "exam", "midterm"),
        ("midterm?", "exam", "midterm"),
        ("when is the midterm and how much does it count?", "exam weight", "midterm"),
        ("which room is the final in", "room", "final"),
        ("How is the course graded?", "weight", ""),
        ("how much do the quizzes count", "weight", "quiz"),
        ("who teaches the course", "person", ""),
        ("which textbook does the course use", "textbook", ""),
        ("do I need to buy a book?", "textbook", ""),
        ("where are the lectures held", "meeting", ""),
        ("when is the lab", "meeting", "lab"),
        ("office hours", "hours", ""),
        ("when can I see the instructor?", "hours", ""),
        ("what topics does the course cover", "topic", ""),
        ("when does the term end", "term", ""),
        ("what is the late policy", "policy", ""),
        ("what happens if i cheat", "policy", ""),
        ("is attendance mandatory?", "policy", ""),
        ("when's the next homework", "deadline", "homework"),
        ("how do I contact the instructor?", "contact", ""),
    ],
)
def test_a_question_about_the_course(question: str, kinds: str, keys: str) -> None:
    asked = fact_question(question)
    assert asked
    assert asked.kinds == tuple(kinds.split())
    assert [work.key for work in asked.works] == ([keys] if keys else [])
    assert not asked.others


@pytest.mark.parametrize(
    "question",
    [
        "what is a list?",
        "why is homework 3 due so early?",
        "how do I prepare for the midterm?",
        "what topics are on the final",
        "when is the midterm and which weeks are on it",
        "which weeks are on the CS 210 midterm",
        "what are weights?",
        "how long is one lab",
        "what is the final keyword",
    ],
)
def test_a_question_about_something_else(question: str) -> None:
    assert fact_question(question) is None


@pytest.mark.parametrize(
    "question",
    [
        "when can i look at my midterm paper",
        "when is a class method used",
        "how much of the grade of the midterm is worth on sorting",
        "when do I run the tests",
        "where is the main class defined",
    ],
)
def test_words_that_say_more_than_what_is_asked_for_are_kept(question: str) -> None:
    asked = fact_question(question)
    assert asked is None or asked.others


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("what is due today", "2026-11-29", "2026-11-29"),
        ("due tomorrow?", "2026-11-30", "2026-11-30"),
        ("what is due this week", "2026-11-29", "2026-11-29"),
        ("what is due next week", "2026-11-30", "2026-12-06"),
        ("what is due by Friday", "2026-11-29", "2026-12-04"),
        ("what is due in the next two weeks", "2026-11-29", "2026-12-13"),
        ("what is due in January", "2027-01-01", "2027-01-31"),
        ("what is due next month", "2026-12-01", "2026-12-31"),
        ("what is due after 1 December", "2026-12-01", None),
        ("what is due before December 5", None, "2026-12-05"),
        ("upcoming deadlines", "2026-11-29", None),
    ],
)
def test_a_time_is_reckoned_from_today(question: str, first: str | None, last: str | None) -> None:
    found = period(question, SUNDAY)
    day = date.fromisoformat
    assert found == Period(day(first) if first else None, day(last) if last else None)


def test_the_next_one_is_one() -> None:
    assert period("when is the next homework due", SUNDAY) == Period(SUNDAY, only_next=True)
    assert period("next exam?", SUNDAY) == Period(SUNDAY, only_next=True)
    assert period("what are the next deadlines", SUNDAY) == Period(SUNDAY)


def test_a_time_is_reckoned_from_an_exam() -> None:
    assert period("what is due after the midterm", SUNDAY) == Period(exam="midterm")
    assert period("what is due before the final", SUNDAY) == Period(exam="final", after=False)
    assert period("list all deadlines", SUNDAY) is None
