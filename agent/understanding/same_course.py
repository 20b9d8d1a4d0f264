"""Carries the course of a question over to the next one: "who teaches CS 101", "and the room?"."""

from __future__ import annotations

import re
from dataclasses import replace

from agent.search.course_name_forms import ABOUT_COURSES
from agent.search.multi_part import asks_of_each_course
from agent.understanding.message import Message, Understood

_KINDS = ("question", "follow-up", "course-list")
_ASKS_LEAVE = re.compile(
    r"\W*(?:(?:and|but|so|or|also)\W+)*(?:(?:can|may|could|must|should) (?:i|we)"
    r"|do (?:i|we) (?:have|need)|(?:am i|are we) (?:allowed|permitted)"
    r"|is it (?:allowed|ok|okay|open|closed)|what (?:can|may|must|should) (?:i|we) bring)\b",
    re.IGNORECASE,
)
"""What is allowed: after a question on an exam, it is asked of that exam."""


def in_the_same_course(message: Message, understood: Understood) -> Understood:
    """The message with the course that the question before it named.

    Only for what differs from course to course (exams, people, rules, what is allowed), and only if
    the message names no course itself.
    """
    courses, asked = message.vocabulary.courses, understood.asked
    if (
        understood.kind not in _KINDS
        or not message.topical
        or courses.named(asked)
        or asks_of_each_course(asked, courses)
    ):
        return understood
    before = message.topical[-1].query
    course = courses.named(before)
    rules = ABOUT_COURSES.search(before) and _ASKS_LEAVE.match(asked)
    if course is None or not (rules or ABOUT_COURSES.search(asked)):
        return understood
    called = next(before[m.start : m.end] for m in courses.mentions(before) if m.course == course)
    return replace(understood, asked=f"{asked.rstrip(' ?.!')} in {called}?")
