"""Carries the course of a question over to the next one: "who teaches CS 101", "and the room?"."""

from __future__ import annotations

import re
from dataclasses import replace

from agent.search.multi_part import asks_of_each_course
from agent.understanding.message import Message, Understood

_KINDS = ("question", "follow-up", "course-list")
_ABOUT_COURSES = re.compile(
    r"\b(?:office hours?|exams?|midterms?|finals?|quiz(?:zes)?|deadlines?|due|late"
    r"|grad(?:es?|ed|ing)|homeworks?|problem sets?|assignments?|projects?|labs?|lectures?"
    r"|tutorials?|attendance|instructor|professor|teach(?:es)?|tas?|assistants?|textbook|points"
    r"|percent(?:age)?|weights?|room|resit)\b",
    re.IGNORECASE,
)

_BEFORE_NAME = re.compile(r"^(?:in|of|for|from|at)\s+", re.IGNORECASE)


def in_the_same_course(message: Message, understood: Understood) -> Understood:
    """The message with the course that the question before it named.

    Only for what differs from course to course (exams, people, rules), and only if the message
    names no course itself.
    """
    courses, asked = message.vocabulary.courses, understood.asked
    if (
        understood.kind not in _KINDS
        or not message.topical
        or courses.named(asked)
        or asks_of_each_course(asked)
    ):
        return understood
    before = message.topical[-1].query
    course = courses.named(before)
    if course is None or not _ABOUT_COURSES.search(asked):
        return understood
    name = courses.patterns[course].search(before)
    if name is None:
        return understood
    called = _BEFORE_NAME.sub("", name[0].strip())
    return replace(understood, asked=f"{asked.rstrip(' ?.!')} in {called}?")
