"""The names of courses in questions: code, name, initials."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

_CODE = re.compile(r"\b([A-Za-z]{2,5})[ _-]?(\d{3,4})\b")
_NAMED_AFTER = (
    r"(?:course|class|module|exam|exams|midterm|final|prof|lecture|lectures|homework|lab)"
)
_NUMBER_OF = r"(?<!page )(?<!line )(?<!room )(?<!slide )(?<!lines )(?<!pages )"
_BEFORE = r"(?:\b(?:in|for|of|from|at)\s+)?(?:\b(?:the|my|our|your)\s+)?"
_AFTER = r"(?:\s+(?:course|class|module)\b)?"


@dataclass(frozen=True)
class CourseNames:
    """Patterns of the names of each course."""

    patterns: Mapping[str, re.Pattern[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, titles: Mapping[str, Iterable[str]], knows: Callable[[str], bool]) -> CourseNames:
        """From the titles of each course's documents; `knows`: whether the index has a word.

        A code ("CS 101") counts if no other course has it, initials ("ds") unless they are a word
        of the index.
        """
        codes = {course: _codes(course, found) for course, found in titles.items()}
        owners: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        for course, found in codes.items():
            for code in found:
                owners[code].add(course)
        own = {c: [code for code in found if len(owners[code]) == 1] for c, found in codes.items()}
        return cls({course: _pattern(course, own[course], knows) for course in titles})

    def named(self, question: str) -> str | None:
        """The course that a question names; None for none or several."""
        found = [course for course, pattern in self.patterns.items() if pattern.search(question)]
        return found[0] if len(found) == 1 else None

    def without(self, question: str) -> str:
        """The question without the name of the one course that it names."""
        course = self.named(question)
        if course is None:
            return question
        rest = " ".join(self.patterns[course].sub(" ", question).split())
        rest = re.sub(r"\s+([?.!,])", r"\1", rest)
        return rest if re.search(r"\w{3}", rest) else question


def _codes(course: str, titles: Iterable[str]) -> set[tuple[str, str]]:
    """The codes in a course's folder name and titles."""
    return {
        (letters.lower(), number)
        for text in (course, *titles)
        for letters, number in _CODE.findall(text)
    }


def _pattern(
    course: str, codes: Iterable[tuple[str, str]], knows: Callable[[str], bool]
) -> re.Pattern[str]:
    words = re.findall(r"[a-z]+", course.lower())
    forms = []
    for letters, number in codes:
        forms.append(rf"{letters}[ -]?{number}\b(?!\.\d)")
        forms.append(rf"{_NUMBER_OF}(?<![\d.]){number}\b(?!\.?\d| points| words| lines)")
    if len(words) > 1:
        name = r"[ -]".join(words)
        forms.append(rf"{name}\b(?=\s+{_NAMED_AFTER}\b)|(?<=\bin ){name}\b(?=\W*$)")
        initials = "".join(word[0] for word in words)
        if not knows(initials):
            forms.append(rf"{initials}\b")
    if not forms:
        return re.compile(r"(?!)")
    return re.compile(rf"{_BEFORE}\b(?:{'|'.join(forms)}){_AFTER}", re.IGNORECASE)
