"""Splits a message with several questions into standalone ones."""

from __future__ import annotations

import re
from itertools import pairwise

from agent.reasoner import Exchange
from agent.search.course_names import ANY, CourseNames
from agent.search.followup import standalone
from agent.text.english_words import FRAME_STEMS, content_words

MOST = 4  # parts that are searched; more are asked as one

_WH = r"(?:how|what|when|where|who|whom|whose|why|which)"
_AUXILIARY = r"(?:is|are|was|were|do|does|did|can|could|may|must|should|will|would|has|have)"
_SUBJECT = r"(?:i|we|you|it|they|the|a|an|my|our|there)"
_BETWEEN = re.compile(
    rf"(?<=[?])\s+(?:(?:also|and|then)\b[\s,]*(?={_WH}\s|{_AUXILIARY}\s))?"
    rf"|(?<!\bhow)(?<!\bwhen)(?<!\bwhere)(?<!\bwhy)(?<!\bwhat)\s*,?\s+(?:and|or)\s+(?:also\s+)?"
    rf"(?={_WH}\s(?!\s*(?:not|else)\b)|{_AUXILIARY}\s+{_SUBJECT}\b)",
    re.IGNORECASE,
)
_ASKS = re.compile(rf"{_WH}\b|{_AUXILIARY}\b|.*\?$", re.IGNORECASE)
_EACH_COURSE = re.compile(
    r"\b(?:both|two|each|either|every|all|these)(?: of)?(?: \w+){0,2}? "
    r"(?:course|class|module)(?:s|es)?\b",
    re.IGNORECASE,
)
_JOINED = re.compile(r"\b(?:and|or|versus|vs|than)\b", re.IGNORECASE)
_FIRST = 0xE000
_NAME = "[\ue000-\uf8ff]"
"""A character of private use, in the place of a course's name."""
_OF_COURSES = re.compile(
    rf"\s*(?<!\w)(?:(?:in|of|for|by|from|between|across)\s+)?(?:(?:my|our|the)\s+)?"
    rf"(?:(?:both|two|each|either|every|all|these)(?: of)?(?: \w+){{0,2}}? "
    rf"(?:course|class|module)(?:s|es)?\b(?:,? {_NAME} (?:and|or) {_NAME},?)?"
    rf"|{_NAME},? (?:and|or|versus|vs\.?|than)(?: in| for| of)?(?: the| my)? {_NAME}"
    rf"(?:\s+(?:course|class|module)s?\b)?,?)",
    re.IGNORECASE,
)


def parts(question: str, courses: CourseNames = ANY) -> list[str]:
    """The standalone questions in a message; the message itself if it is a single one."""
    found = [part.strip() for part in _BETWEEN.split(question)]
    if not 1 < len(found) <= MOST or not all(_stands(part) for part in found):
        return [question]
    whole: list[str] = []
    for part in found:
        whole.append(
            standalone(part, [Exchange(whole[-1], whole[-1], "")] if whole else [], courses)
        )
    return whole


def asks_of_each_course(question: str, courses: CourseNames = ANY) -> bool:
    """Whether it asks about several courses: "in both courses", "in CS 101 or in 210"."""
    if _EACH_COURSE.search(question):
        return True
    return any(
        first.course != second.course and _JOINED.search(question, first.end, second.start)
        for first, second in pairwise(courses.mentions(question))
    )


def topic_in_each(question: str, courses: CourseNames = ANY) -> str:
    """A question about several courses without their names: what is to be found in each."""
    names: list[str] = []
    masked = question
    for one in reversed(courses.mentions(question)):
        masked = masked[: one.start] + chr(_FIRST + len(names)) + masked[one.end :]
        names.append(question[one.start : one.end])
    topic = " ".join(_OF_COURSES.sub(" ", masked).split())
    for number, name in enumerate(names):
        topic = topic.replace(chr(_FIRST + number), name)
    topic = re.sub(r"\s+([?.!,])", r"\1", topic)
    return topic if any(w.stem not in FRAME_STEMS for w in content_words(topic)) else question


def _stands(part: str) -> bool:
    """Whether a part is a question with a topic; "and why?" belongs to the part before it."""
    named = any(word.stem not in FRAME_STEMS for word in content_words(part))
    return named and bool(_ASKS.match(part))
