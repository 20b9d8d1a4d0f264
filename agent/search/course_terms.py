"""The terms of course materials for students' everyday words: "stop a loop" is break.

`everyday/*.tsv` has them, one a line: a pattern, the words of course materials, messages that mean
them, messages that look alike and mean something else, and the question as a textbook would put it,
if there is one. `<remove>` in a pattern stands for the verbs of that line of `everyday/macros.txt`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from agent.text.english_words import FRAME_STEMS, content_stems, content_words, stem, stems

MOST = 2
"""Meanings of a question that are searched besides its own words."""
MOST_WORDS = 3
"""Words of a meaning that are searched: the first ones that the index knows."""
TELLING = 0.6
"""Share of the rarest word's rarity from which another one says something, too."""
CACHED = 1024  # questions
LONGEST = 400
"""Characters of a question; longer messages are no everyday phrases, and would take a second."""
_WORDS = re.compile(r"[a-z]{3,}")
_CODE = re.compile(r"\w\(|[`_\[\]{}=]|\w\.\w")
_WITHOUT = re.compile(r"\b(?:without|instead of|like in|as in|unlike)\b")
_MACRO = re.compile(r"<(\w+)>")


class CourseTerms(NamedTuple):
    """The words that materials use for a part of a question."""

    words: tuple[str, ...]
    start: int  # of that part
    end: int
    spoken: frozenset[str]
    """The stems of that part's own words, not of what stands between them, and of no other term:
    "open" is no word for the "json" of "read a json file"."""


class Entry(NamedTuple):
    """What students say, and what materials call it."""

    pattern: re.Pattern[str]  # of a part of a question in lower case
    words: tuple[str, ...]
    spoken: frozenset[str]
    means: tuple[str, ...]  # examples
    differs: tuple[str, ...]  # that the pattern must not match
    question: str  # what all of them ask, in the words of materials; "" if it depends


def course_terms(
    question: str, knows: Callable[[str], bool], idf: Callable[[str], float]
) -> list[CourseTerms]:
    """The course's words for parts of a question; only those that the index knows and the question
    lacks, and none that is much commoner than the others. The longest parts come first."""
    asked = {stem(word) for word in re.findall(r"\w+", question.lower())}
    found: list[CourseTerms] = []
    for entry, start, end in _matches(question.lower()):
        had = {word for one in found for word in one.words}
        new = [w for w in entry.words if knows(stem(w)) and stem(w) not in asked and w not in had]
        rarest = max((idf(stem(word)) for word in new), default=0.0)
        new = [word for word in new if idf(stem(word)) >= TELLING * rarest]
        if new:
            own = {stem(word) for word in entry.words}
            spoken = entry.spoken - (field_stems() - own)
            found.append(CourseTerms(tuple(new[:MOST_WORDS]), start, end, spoken))
    return found[:MOST]


def put_in_terms(
    question: str, knows: Callable[[str], bool], is_foreign: Callable[[str], bool]
) -> str | None:
    """The question as materials would put it: "how to exchange two vars" as "How do I swap two
    variables?", with what it names besides.

    None if no entry says all that matters in it, the index lacks words of the entry's question, or
    code is part of it.
    """
    if _CODE.search(question):
        return None
    for entry, start, end in _matches(question.lower()):
        known = all(map(knows, content_stems(entry.question)))
        if not entry.question or not known:
            continue
        own = {*content_stems(entry.question), *(stem(word) for word in entry.words)}
        left = _WITHOUT.search(question, end)  # how it is not done: "without a helper"
        until = left.start() if left else len(question)
        asked = [word for word in content_words(question[:until]) if word.stem not in own]
        said = [word for word in asked if start <= word.start < end]
        rest = [w for w in asked if w not in said and w.stem not in FRAME_STEMS]
        unknown = {word.stem for word in asked if not knows(word.stem)} - entry.spoken
        if len(rest) > len(said) or any(is_foreign(w) or w in field_stems() for w in unknown):
            return None
        more = " ".join(question[word.start : word.end] for word in rest if knows(word.stem))
        return f"{entry.question.rstrip('?')} ({more})?" if more else entry.question
    return None


@cache
def field_stems() -> frozenset[str]:
    """The stems of the words that materials use."""
    return frozenset(one for entry in entries() for word in entry.words for one in stems(word))


@lru_cache(CACHED)
def _matches(lower: str) -> list[tuple[Entry, int, int]]:
    """The entries of which a question has the pattern, and where; 3 ms without the cache."""
    if len(lower) > LONGEST:
        return []
    found = [
        (entry, *match.span()) for entry in entries() if (match := entry.pattern.search(lower))
    ]
    return sorted(found, key=lambda one: one[1] - one[2])


@cache
def entries() -> tuple[Entry, ...]:
    """All entries, in the order of their files."""
    folder = files(__package__) / "everyday"
    macros = dict(_macros((folder / "macros.txt").read_text("utf-8")))
    tables = sorted((f for f in folder.iterdir() if f.name.endswith(".tsv")), key=lambda f: f.name)
    return tuple(
        _entry(line, macros) for table in tables for line in table.read_text("utf-8").splitlines()
    )


def _macros(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        name, _, pattern = line.partition(" = ")
        yield name, f"(?:{pattern})"


def _entry(line: str, macros: dict[str, str]) -> Entry:
    said, words, means, differs, question = line.split("\t")
    pattern = _MACRO.sub(lambda macro: macros[macro[1]], said)
    return Entry(
        re.compile(rf"\b(?:{pattern})\b"),
        tuple(words.split()),
        frozenset(map(stem, _WORDS.findall(pattern))),
        tuple(means.split(" / ")),
        tuple(differs.split(" / ")),
        question,
    )
