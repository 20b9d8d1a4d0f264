"""The words of course organisation: work, exams, meetings and staff."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

WORK: Mapping[str, Sequence[str]] = {
    "homework": ("homework", "homework assignment", "hw", "hwk"),
    "assignment": ("assignment", "programming assignment", "written assignment", "asgn"),
    "problem set": ("problem set", "pset", "p-set", "ps"),
    "problem sheet": ("problem sheet", "exercise sheet", "worksheet", "exercise set"),
    "lab": ("lab", "lab report", "laboratory", "lab assignment", "practical"),
    "proposal": ("proposal", "project proposal", "final project proposal"),
    "project": ("project", "final project", "term project", "course project", "group project"),
    "milestone": ("milestone", "project milestone", "checkpoint"),
    "presentation": ("presentation", "project presentation", "demo", "demonstration", "poster"),
    "draft": ("draft", "rough draft", "first draft"),
    "report": ("report", "project report", "final report", "write-up"),
    "paper": ("paper", "term paper", "essay", "final paper", "research paper"),
    "coursework": ("coursework", "portfolio", "case study"),
    "reading response": ("reading response", "reflection"),
}
"""Work to hand in, each with the words for it."""
ALIKE = frozenset(("homework", "assignment", "problem set", "problem sheet", "coursework", "paper"))
"""Different names for weekly work."""
EXAMS: Mapping[str, Sequence[str]] = {
    "midterm": ("midterm", "mid-term", "midterm exam", "mid-term exam", "midterm examination"),
    "final": ("final exam", "final examination", "final test", "finals"),
    "quiz": ("quiz", "quizze"),
    "re-sit": ("re-sit", "resit", "retake", "make-up exam", "makeup exam", "supplementary exam"),
    "exam": ("exam", "examination", "prelim", "test"),
}
PRESENCE: Mapping[str, Sequence[str]] = {
    "participation": ("participation", "class participation", "attendance", "contribution"),
    "tutorial": ("tutorial", "recitation", "discussion section", "seminar"),
}
"""Other things that count towards a grade."""
ROLES: Mapping[str, Sequence[str]] = {
    "teacher": (
        "instructor", "lecturer", "professor", "teacher", "course leader", "course director",
        "course coordinator", "module leader", "convenor", "convener", "organiser", "organizer",
        "assistant professor", "associate professor", "faculty", "course staff", "prof",
    ),
    "assistant": (
        "teaching assistant", "assistant", "ta", "tutor", "grader", "section leader",
        "demonstrator", "head ta", "course assistant", "teaching fellow",
    ),
}  # fmt: skip
MEETINGS: Mapping[str, Sequence[str]] = {
    "lecture": ("lecture", "class", "classe", "class meeting", "course meeting", "meeting"),
    "lab": ("lab", "laboratory", "lab session", "practical", "workshop"),
    "tutorial": ("tutorial", "recitation", "discussion", "discussion section", "seminar"),
}


class Named(NamedTuple):
    """Work or an exam in a text: `text[start:end]`, its usual name, and its number or ""."""

    start: int
    end: int
    noun: str
    number: str

    @property
    def key(self) -> str:
        """The name with its number, as facts are compared by it."""
        return f"{self.noun} {self.number}".strip()


_NTH = {
    word: str(number)
    for number, words in enumerate(
        ("first 1st", "second 2nd", "third 3rd", "fourth 4th", "fifth 5th", "sixth 6th"), start=1
    )
    for word in words.split()
}
"""Ordinals before a noun: "the second essay" is essay 2."""


def _choice(phrases: Iterable[str]) -> str:
    """Alternatives, the longest first; their words may be joined by a space, a hyphen, nothing."""
    ordered = sorted(phrases, key=len, reverse=True)
    return "|".join(re.sub(r"[\s-]", r"[\\s-]?", phrase) for phrase in ordered)


def _pattern(*groups: Mapping[str, Sequence[str]]) -> tuple[re.Pattern[str], Mapping[str, str]]:
    nouns = {
        re.sub(r"[\s-]", "", phrase): noun
        for group in groups
        for noun, words in group.items()
        for phrase in words
    }
    choice = _choice(phrase for group in groups for words in group.values() for phrase in words)
    number = r"(?:\s*(?:#|no\.?|number)?\s*(?P<number>\d{1,2})(?![\w%/]|[.:]\d))?"
    nth = rf"(?:\b(?P<nth>{'|'.join(_NTH)})\s+)?"
    return re.compile(rf"{nth}\b(?P<noun>{choice})s?(?![a-z]){number}", re.IGNORECASE), nouns


_COUNTED, _COUNTED_NOUNS = _pattern(WORK, EXAMS)
_GRADED, _GRADED_NOUNS = _pattern(WORK, EXAMS, PRESENCE)
_GOES_ON = "in|on|is|at|and|or|of|for|held|worth|counts?|takes?|starts?|begins?|ends?|due|place"
_FINAL = re.compile(rf"\bfinal\b(?![\s-]+(?!(?:{_GOES_ON})\b)[a-z])", re.IGNORECASE)
_SPELT = {word: str(n) for n, word in enumerate("one two three four five six seven".split(), 1)}
_SPELT_NUMBER = re.compile(
    rf"\b(homework|assignment|lab|quiz|midterm|exam|problem set|lecture|week|chapter|part|problem)"
    rf"\s+({'|'.join(_SPELT)})\b",
    re.IGNORECASE,
)


def named(text: str, *, graded: bool = False) -> list[Named]:
    """The work and exams named in a text, in order; with `graded` also attendance and the like.

    "Final" counts as the exam if no noun follows it.
    """
    pattern, nouns = (_GRADED, _GRADED_NOUNS) if graded else (_COUNTED, _COUNTED_NOUNS)
    found = [
        Named(m.start(), m.end(), nouns[_bare(m["noun"], nouns)], _number(m))
        for m in pattern.finditer(text)
    ]
    taken = [(one.start, one.end) for one in found]
    for match in _FINAL.finditer(text):
        if not any(start < match.end() and match.start() < end for start, end in taken):
            found.append(Named(match.start(), match.end(), "final", ""))
    return sorted(found)


def digits(text: str) -> str:
    """The text with spelt-out numbers after "homework", "lecture" ... as digits."""
    return _SPELT_NUMBER.sub(lambda m: f"{m[1]} {_SPELT[m[2].lower()]}", text)


def _bare(phrase: str, nouns: Mapping[str, str]) -> str:
    word = re.sub(r"[\s-]", "", phrase.lower())
    return word if word in nouns else word.removesuffix("s")


def _number(match: re.Match[str]) -> str:
    if match["number"]:
        return str(match["number"]).lstrip("0")
    return _NTH[match["nth"].lower()] if match["nth"] else ""


def one_of(group: Mapping[str, Sequence[str]]) -> str:
    """A pattern of the words of a group, singular or plural."""
    return rf"\b(?:{_choice(word for words in group.values() for word in words)})s?\b"


@cache
def _word_of(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_choice(words)})s?\b", re.IGNORECASE)


def group_of(group: Mapping[str, Sequence[str]], text: str) -> str | None:
    """The name of the group whose word comes first in a text; None without any."""
    firsts = []
    for name, words in group.items():
        if match := _word_of(tuple(words)).search(text):
            firsts.append((match.start(), -match.end(), name))
    return min(firsts)[2] if firsts else None
