"""How students write the name of a course: its code, its number, its name, its initials.

A course is a folder of the materials; its codes stand in the folder's name ("BIO-1", "cs-101") and
in the titles of its documents ("CS 101 Programming").
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from agent.text.english_words import word_set
from agent.types import GENERAL

ABOUT_COURSES = re.compile(
    r"\b(?:office hours?|exams?|midterms?|finals?|quiz(?:zes)?|deadlines?|due|late"
    r"|grad(?:es?|ed|ing)|homeworks?|problem sets?|assignments?|projects?|labs?|lectures?"
    r"|tutorials?|attendance|instructor|professor|teach(?:es)?|tas?|assistants?|textbook|points"
    r"|percent(?:age)?|weights?|room|resit)\b",
    re.IGNORECASE,
)
"""What differs from course to course."""
_CODE = re.compile(r"\b(?P<letters>[A-Za-z]{2,5})[ _-]?(?P<number>\d{3,4})\b")
_SHORT_CODE = re.compile(
    r"(?P<letters>[A-Za-z]{2,5})[ _-]?(?P<number>\d{1,2}[A-Za-z]?)\b(?![.\d])"
    r"|(?P<dotted>\d{1,2}\.\d{2,4}[A-Za-z]?)\b"
)
"""At the beginning of a folder's name: "BIO-1", "CS61A", "6.006"."""
_TOKEN = re.compile(r"[^\W\d_]+|\d+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_NOUN = (
    r"(?:courses?|exams?|midterms?|finals?|quiz(?:zes)?|profs?|professor|instructor|teacher|tas?"
    r"|office hours?|lectures?|tutorials?|homeworks?|assignments?|problem sets?|projects?|labs?"
    r"|textbook|syllabus)\b"
)
_NAMED_AFTER = rf"(?:(?:class|module)\b|{_NOUN})"
BEFORE_NOUN = re.compile(rf"\s+{_NOUN}", re.IGNORECASE)
"""After a name, if "for the" before it belongs to this noun: "for the Python exam"."""
_ONLY_OF_COURSES = (
    r"(?:courses?|exams?|midterms?|finals?|quiz(?:zes)?|profs?|professor|instructor|tas?"
    r"|office hours?|homeworks?|assignments?|problem sets?|textbook|syllabus)\b"
)
"""What "the Python ..." is only said of as a course: not "a Python project"."""
_GENERAL_WORDS = word_set(
    "intro introduction introductory to basic basics fundamentals foundations elementary advanced "
    "principles elements the of and for in course"
)
"""Words of a name that students leave out: "the Python midterm" of "intro-python"."""
_NUMBER_OF = r"(?<!page )(?<!line )(?<!room )(?<!slide )(?<!lines )(?<!pages )"
_BEFORE = r"(?:\b(?:in|for|of|from|at)\s+)?(?:\b(?:the|my|our|your)\s+)?"
_AFTER = r"(?:\s+(?:course|class|module)\b)?"
_WHICH = r"(?:(?<=\bin )|(?<=\bfor )|(?<=\bof )|(?<=\bteaches )|(?<=\bteach ))"
_ENDS = r"(?=\W*(?:$|and\b|or\b))"

Code = tuple[str, str]
"""The letters of a code, in lower case, and its number."""


class Forms(NamedTuple):
    """The patterns of one course's name, each with the name itself as group `name`."""

    sure: re.Pattern[str]
    """Names the course in any question."""
    asked: re.Pattern[str]
    """Names it in a question about what differs from course to course: "in chemistry"."""
    bare: re.Pattern[str]
    """The name in any place, as "what about chemistry?" has it."""
    begins: frozenset[str]
    """The first tokens of its names: a text without any of them does not name it."""


def forms(titles: Mapping[str, Iterable[str]], knows: Callable[[str], bool]) -> Mapping[str, Forms]:
    """The forms for each course, from the titles of its documents; `knows`: whether the index has
    a word.

    A code ("CS 101") counts if no other course has it, initials ("ds") unless they are a word of
    the index.
    """
    found_in = {course: _codes(course, found, knows) for course, found in titles.items()}
    owners: defaultdict[Code, set[str]] = defaultdict(set)
    for course, found in found_in.items():
        for code in found:
            owners[code].add(course)
    own = {c: [code for code in found if len(owners[code]) == 1] for c, found in found_in.items()}
    short = _short_names(titles)
    return {course: _forms(course, own[course], short.get(course, []), knows) for course in titles}


def _short_names(courses: Iterable[str]) -> Mapping[str, list[str]]:
    """The words of each course's name without those that say little, unless another course is
    called so, too."""
    words = {course: _words(course) for course in courses}
    short = {c: [w for w in found if w not in _GENERAL_WORDS] for c, found in words.items()}
    return {
        course: found
        for course, found in short.items()
        if found and found != words[course]
        if all(found != short[other] for other in words if other != course)
    }


def _words(course: str) -> list[str]:
    return [token for token in tokens(course) if token.isalpha()]


def tokens(text: str) -> list[str]:
    """The words and numbers of a text, in lower case: "cs", "101" of "CS101"."""
    return _TOKEN.findall(text.lower())


def codes(text: str) -> Iterator[re.Match[str]]:
    """What is written like a code, with the groups `letters` and `number`; not "Fall 2026"."""
    for code in _CODE.finditer(text):
        if code["letters"].isupper() or not _YEAR.fullmatch(code["number"]):
            yield code


def _codes(course: str, titles: Iterable[str], knows: Callable[[str], bool]) -> set[Code]:
    """The codes in a course's folder name and titles."""
    found = {
        (code["letters"].lower(), code["number"])
        for each in (_CODE.finditer(course), *map(codes, titles))
        for code in each
    }
    if short := _SHORT_CODE.match(course):
        letters = short["letters"] or ""
        if short["dotted"] or letters.isupper() or not knows(letters.lower()):
            found.add((letters.lower(), (short["dotted"] or short["number"]).lower()))
    return found


def _forms(
    course: str, own: Iterable[Code], short: list[str], knows: Callable[[str], bool]
) -> Forms:
    written = [form for letters, number in own for form in _written(letters, number)]
    words = _words(course)
    initials = "".join(word[0] for word in words)
    if len(words) > 1 and not knows(initials):
        written.append(rf"{initials}\b")
    name = _name(course, words)
    sure, asked = list(written), []
    if name:
        after = _NAMED_AFTER if len(words) > 1 else _NOUN  # a "Python class" is no course
        sure.append(rf"{name}\b(?=\s+{after})")
        asked.append(rf"{_WHICH}{name}\b{_ENDS}")
    if len(words) > 1:
        sure.append(rf"(?<=\bin ){name}\b(?=\W*$)")
        sure.append(rf"\A{name}(?=: )")
    if short:
        sure.append(rf"{'[ -]'.join(short)}\b(?=\s+{_ONLY_OF_COURSES})")
    bare = [*written, rf"{name}\b"] if name else written
    begins = {part for code in own for part in tokens(" ".join(code))}
    begins |= {initials, *words[:1], *short[:1]}
    return Forms(_pattern(sure), _pattern(asked), _pattern(bare), frozenset(begins))


def _written(letters: str, number: str) -> Iterable[str]:
    """How a code is written: "CS 101", "cs101", and by its number alone if that is long."""
    if not letters:
        yield rf"(?<![\d.]){re.escape(number)}\b(?!\.?\d)"
        return
    parts = r"[ _-]?".join(re.findall(r"\d+|[a-z]+", number))
    yield rf"{letters}[ _-]?{parts}\b(?!\.\d)"
    if number.isdigit() and len(number) > 2 and not _YEAR.fullmatch(number):
        yield rf"{_NUMBER_OF}(?<![\d.]){number}\b(?!\.?\d| points| words| lines)"


def _name(course: str, words: list[str]) -> str:
    """The name of a course in words; "" for a folder of files of one kind: "exams"."""
    if not words or course == GENERAL:
        return ""
    if len(words) > 1:
        return r"[ -]".join(words)
    if ABOUT_COURSES.fullmatch(words[0]):
        return ""
    numbers = [n for n in re.findall(r"\d+", course) if not _YEAR.fullmatch(n)]
    return r"[ _-]?".join([*words, *numbers])


def _pattern(some: list[str]) -> re.Pattern[str]:
    if not some:
        return re.compile(r"(?!)(?P<name>)")
    return re.compile(rf"{_BEFORE}\b(?P<name>{'|'.join(some)}){_AFTER}", re.IGNORECASE)
