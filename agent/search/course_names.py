"""The courses that a question names: those of the index, and codes of others."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from agent.search.course_name_forms import ABOUT_COURSES, BEFORE_NOUN, Forms, codes, forms, tokens
from agent.text.english_words import STOP_WORDS, word_set

_LAST_NUMBER = re.compile(r"(?:(?<=\bin )|(?<=\bfor )|(?<=\bof ))(?P<number>\d{3})(?=\W*$)")
_NUMBERED = word_set("page pages line lines room slide week step year error http ascii port")
"""Words before the number of something else than a course."""
_WORK = word_set("exam exams final quiz lab labs class grade prof tas notes")
_LETTERS = re.compile(r"\b(?P<letters>[A-Za-z]{2,5})[ _-]?\Z")
_AND = re.compile(
    r"\s*,?\s*(?:and|or|versus|vs\.?|than)\s+(?:(?:in|for|of)\s+)?(?:(?:the|my)\s+)?", re.IGNORECASE
)
_PHRASE = re.compile(
    r"\s*(?:(?:in|for|of|from|at)\s+)?(?:(?:the|my|our|your)\s+)?(?P<name>.+?)"
    r"(?:\s+(?:course|class|module))?[\s?.!]*",
    re.IGNORECASE,
)


class Mention(NamedTuple):
    """A course's name in a text: `text[start:end]`, without "in the" before it.

    `course` is its folder, for a course that the index does not have its code.
    """

    start: int
    end: int
    course: str


@dataclass(frozen=True)
class CourseNames:
    """The names of each course of the index; without any only codes are found."""

    forms: Mapping[str, Forms] = field(default_factory=dict)

    @classmethod
    def of(cls, titles: Mapping[str, Iterable[str]], knows: Callable[[str], bool]) -> CourseNames:
        """From the titles of each course's documents; `knows`: whether the index has a word."""
        return cls(forms(titles, knows))

    def named(self, question: str) -> str | None:
        """The course of the index that a question names; None for none or several."""
        found = {one.course for one in self.mentions(question)} & self.forms.keys()
        return found.pop() if len(found) == 1 else None

    def without(self, question: str) -> str:
        """The question without the name of the one course that it names."""
        course = self.named(question)
        if course is None:
            return question
        rest = question
        about = bool(ABOUT_COURSES.search(question))
        for match in reversed(self._spans(course, question, about)):
            start = match.start("name" if BEFORE_NOUN.match(rest, match.end()) else 0)
            rest = f"{rest[:start]} {rest[match.end() :]}"
        rest = re.sub(r"\s+([?.!,])", r"\1", " ".join(rest.lstrip(" :,").split()))
        return rest if re.search(r"\w{3}", rest) else question

    def mentions(self, text: str) -> list[Mention]:
        """All courses that a text names, of the index or by a code, in its order."""
        about = bool(ABOUT_COURSES.search(text))
        found = [
            Mention(*match.span("name"), course)
            for course in self._possible(text)
            for match in self._spans(course, text, about)
        ]
        for code in _codes(text):
            if not any(code.start < one.end and one.start < code.end for one in found):
                found.append(code)
        return self._joined(sorted(found), text)

    def called(self, phrase: str) -> str | None:
        """The name in a phrase that names a course and nothing else: "for the CS 101 course"."""
        whole = _PHRASE.fullmatch(phrase)
        if whole is None:
            return None
        name = whole["name"]
        of_index = any(self.forms[course].bare.fullmatch(name) for course in self._possible(name))
        code = any(one.end - one.start == len(name) for one in _codes(name))
        return name if of_index or code else None

    def _possible(self, text: str) -> list[str]:
        """The courses of which a text has the beginning of a name."""
        some = set(tokens(text))
        return [course for course, one in self.forms.items() if not some.isdisjoint(one.begins)]

    def _spans(self, course: str, text: str, about: bool) -> list[re.Match[str]]:
        """Where a text names a course of the index; `about`: what differs between courses."""
        one = self.forms[course]
        found = {match.start("name"): match for match in one.sure.finditer(text)}
        if about:
            found = {match.start("name"): match for match in one.asked.finditer(text)} | found
        return [found[start] for start in sorted(found) if not _of_another(text, found[start])]

    def _joined(self, found: list[Mention], text: str) -> list[Mention]:
        """With the names joined to these: "chemistry" in "the chemistry and physics exams"."""
        bare = [
            Mention(*match.span("name"), course)
            for course in (self._possible(text) if found else ())
            for match in self.forms[course].bare.finditer(text)
        ]
        for new in bare:
            beside = any(
                _AND.fullmatch(text, new.end, old.start) or _AND.fullmatch(text, old.end, new.start)
                for old in found
            )
            if beside and not any(new.start < old.end and old.start < new.end for old in found):
                found.append(new)
        return sorted(found)


ANY = CourseNames()
"""For a text without an index: only codes name a course."""


def _of_another(text: str, match: re.Match[str]) -> bool:
    """Whether a course's number stands behind other letters: the 101 of "math 101"."""
    before = _LETTERS.search(text, 0, match.start("name"))
    if not match["name"].isdigit() or before is None:
        return False
    letters = before["letters"].lower()
    return letters not in STOP_WORDS | _NUMBERED | _WORK


def _codes(text: str) -> list[Mention]:
    """The codes of courses in a text, whether the index has them or not."""
    found = [
        Mention(*match.span(), f"{match['letters']} {match['number']}".lower())
        for match in codes(text)
        if match["letters"].lower() not in STOP_WORDS | _NUMBERED
    ]
    if last := _LAST_NUMBER.search(text):
        found.append(Mention(*last.span(), last["number"]))
    return found
