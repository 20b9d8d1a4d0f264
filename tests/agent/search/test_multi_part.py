"""Messages that ask several things."""

from __future__ import annotations

import pytest

from agent.search.course_names import CourseNames
from agent.search.multi_part import asks_of_each_course, parts, topic_in_each

TITLES = {"python": ["CS 101"], "data": ["CS 210"], "BIO-1": ["Cells"], "Chemistry": ["Acids"]}
COURSES = CourseNames.of(TITLES, set[str]().__contains__)


@pytest.mark.parametrize(
    ("message", "asked"),
    [
        (
            "What is a tuple, and when is the midterm?",
            ["What is a tuple", "when is the midterm?"],
        ),
        (
            "How do I reverse a string? Also what is slicing?",
            ["How do I reverse a string?", "what is slicing?"],
        ),
        ("What's a stack? And a queue?", ["What's a stack?", "What's a queue?"]),
        (
            "Is it allowed to submit late and do I lose marks?",
            ["Is it allowed to submit late", "do I lose marks?"],
        ),
        (
            "What is merge sort? How much extra memory does it need?",
            ["What is merge sort?", "How much extra memory does merge sort need?"],
        ),
    ],
)
def test_each_question_stands_by_itself(message: str, asked: list[str]) -> None:
    assert parts(message) == asked


@pytest.mark.parametrize(
    "message",
    [
        "What is a tuple?",
        "What is the difference between append and extend?",
        "What is recursion and why is it useful?",  # the second half names nothing
        "Which one is faster and why?",
        "I missed the midterm. What happens now?",  # the first half asks nothing
        "What decides how and when a loop ends?",
        "",
        "What is a? What is b? What is c? What is d? What is e?",  # too many to search one by one
    ],
)
def test_one_question_stays_whole(message: str) -> None:
    assert parts(message) == [message]


def test_questions_about_several_courses() -> None:
    for question in (
        "Which days are the exams of my two courses?",
        "Is attendance required in both classes?",
        "Who teaches CS 101 and who teaches CS 210?",
        "Is the final of 101 or that of 210 longer?",
        "Is the BIO-1 exam harder than that of CS 305?",
        "When are the Chemistry and BIO-1 finals?",
        "Who teaches Chemistry and who teaches BIO-1?",
    ):
        assert asks_of_each_course(question, COURSES)
    for question in (
        "Which course comes next?",
        "What do I need for CS 210?",
        "Is the CS 101 final or the 101 midterm longer?",  # of one course
        "Is a list of 100 or of 200 items slow?",
        "What is the chemistry of acids and of salts?",
    ):
        assert not asks_of_each_course(question, COURSES)
    assert asks_of_each_course("Who teaches CS 101 and who teaches CS 210?")


def test_the_topic_of_a_question_about_several_courses_has_no_course_in_it() -> None:
    for question, topic in (
        ("Which of my two courses, 101 or 210, forgives late work?", "Which forgives late work?"),
        ("How long do the midterms of CS 101 and CS 210 take?", "How long do the midterms take?"),
        ("How long are the exams of BIO-1 and of Chemistry?", "How long are the exams?"),
        (
            "Is late work accepted in Chemistry or the BIO-1 course?",
            "Is late work accepted?",
        ),
        ("is attendance required in all my classes", "is attendance required"),
        ("CS 101 or CS 210?", "CS 101 or CS 210?"),
    ):
        assert topic_in_each(question, COURSES) == topic
