"""The terms of course materials for students' everyday words: "stop a loop" is break."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from agent.text.english_words import stem

_WORDS = re.compile(r"[a-z]{3,}")
MOST = 2
"""Meanings of a question that are searched besides its own words."""


class CourseTerms(NamedTuple):
    """The words that materials use for a part of a question."""

    words: tuple[str, ...]
    start: int  # of that part
    end: int
    spoken: frozenset[str]  # the stems of that part's own words, not of what stands between them


def course_terms(question: str, knows: Callable[[str], bool]) -> list[CourseTerms]:
    """The course's words for parts of a question; only those that the index knows and the question
    lacks."""
    lower = question.lower()
    asked = {stem(word) for word in re.findall(r"\w+", lower)}
    found = []
    for pattern, words in _lines():
        if match := pattern.search(lower):
            new = tuple(w for w in words if knows(stem(w)) and stem(w) not in asked)
            if new:
                spoken = frozenset(map(stem, _WORDS.findall(pattern.pattern)))
                found.append(CourseTerms(new, match.start(), match.end(), spoken))
    return found[:MOST]


@cache
def _lines() -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    text = files(__package__).joinpath("course_terms.txt").read_text("utf-8")
    lines = [line.rpartition(" -> ") for line in text.splitlines() if not line.startswith("#")]
    return tuple((re.compile(rf"\b(?:{p})\b"), tuple(words.split())) for p, _, words in lines if p)
