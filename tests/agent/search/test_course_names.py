"""The courses that a question names."""

from __future__ import annotations

import pytest

from agent.search.course_names import ANY, CourseNames

TITLES = {
    "BIO-1": ["Cells", "Lab 1"],
    "Chemistry": ["Syllabus, Fall 2026", "Reactions"],
    "6.006": ["Graphs"],
    "CS61A": ["Programs"],
    "intro-python": ["CS 101 Programming"],
    "data-structures": ["CS 210 Data Structures"],
    "Python": ["More Python"],
    "exams": ["Old exams"],
    "general": ["Questions and answers"],
    "Química": ["Átomos"],
}
COURSES = CourseNames.of(TITLES, {"ip", "bio", "lab"}.__contains__)


@pytest.mark.parametrize(
    ("question", "course", "rest"),
    [
        ("When is the BIO-1 final?", "BIO-1", "When is the final?"),
        ("who teaches bio 1", "BIO-1", "who teaches"),
        ("Who teaches Chemistry?", "Chemistry", "Who teaches?"),
        ("is there a chemistry exam", "Chemistry", "is there a exam"),
        ("When is the final in Chemistry?", "Chemistry", "When is the final?"),
        ("when is the 6.006 midterm", "6.006", "when is the midterm"),
        ("when are the cs 61a labs", "CS61A", "when are the labs"),
        ("When is the 101 final?", "intro-python", "When is the final?"),
        ("what does cs-210 cover", "data-structures", "what does cover"),
        ("when is the ds midterm", "data-structures", "when is the midterm"),
        ("What is a heap in data structures?", "data-structures", "What is a heap?"),
        ("who teaches data structures", "data-structures", "who teaches"),
        ("who teaches química", "Química", "who teaches"),
        ("data structures: may I be late?", "data-structures", "may I be late?"),
        ("CS 210: when is it due?", "data-structures", "when is it due?"),
    ],
)
def test_a_course_is_named_by_its_code_number_name_or_initials(
    question: str, course: str, rest: str
) -> None:
    assert COURSES.named(question) == course
    assert COURSES.without(question) == rest


@pytest.mark.parametrize(
    "question",
    [
        "What is organic chemistry?",  # a word of the materials
        "How do I write a Python class?",
        "How do I sort a list in Python?",
        "What are data structures?",
        "Are notes allowed in exams?",  # a folder of old exams
        "Is there a general exam?",
        "What is on line 101?",
        "When is the math 101 exam?",
        "What is 16.006 rounded?",
        "What changes in fall 2026?",
        "Is the CS 101 or the CS 210 final harder?",  # two of them
        "Is the Chemistry or the BIO-1 exam harder?",
        "When is the CS 305 final?",  # none of the index
    ],
)
def test_no_course_is_named_by_a_word_a_number_or_beside_another(question: str) -> None:
    assert COURSES.named(question) is None
    assert COURSES.without(question) == question


def test_a_course_is_named_without_the_words_that_say_little() -> None:
    known = CourseNames.of({"intro-python": [], "data-structures": []}, set[str]().__contains__)
    assert known.named("I was ill for the Python midterm") == "intro-python"
    assert known.without("I was ill for the Python midterm") == "I was ill for the midterm"
    assert known.named("How do I start a Python project?") is None
    assert COURSES.named("When is the Python midterm?") == "Python"  # another's whole name


def test_every_mention_is_found_with_its_place() -> None:
    text = "Is the Chemistry or the BIO-1 exam harder than that of MATH 305?"
    found = [(text[one.start : one.end], one.course) for one in COURSES.mentions(text)]
    assert found == [("Chemistry", "Chemistry"), ("BIO-1", "BIO-1"), ("MATH 305", "math 305")]
    assert [one.course for one in ANY.mentions(text)] == ["math 305"]


@pytest.mark.parametrize(
    ("phrase", "name"),
    [
        ("for BIO-1", "BIO-1"),
        ("the Chemistry course", "Chemistry"),
        ("in 210", "210"),
        ("CS 305", "CS 305"),
        ("chemistry of water", None),
        ("for 100", None),
    ],
)
def test_a_phrase_that_is_nothing_but_a_name(phrase: str, name: str | None) -> None:
    assert COURSES.called(phrase) == name


def test_a_code_that_two_courses_have_names_neither() -> None:
    both = CourseNames.of({"autumn": ["CS 101"], "spring": ["CS 101"]}, set[str]().__contains__)
    assert both.named("When is the CS 101 final?") is None
