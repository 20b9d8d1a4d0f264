"""Acronyms as the materials define them: "breadth-first search (BFS)", "FIFO: first in, first out".

The initials of the long form must spell the acronym (Schwartz and Hearst, "A Simple Algorithm for
Identifying Abbreviation Definitions in Biomedical Text", PSB 2003, allow for more).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

_BEHIND = re.compile(
    r"\((?P<short>[A-Z]{2,6})s?\)|\b(?:or|called|known as|abbreviated)\s(?P<other>[A-Z]{2,6})\b"
)
_BEFORE = 120  # characters searched for its long form
_END = re.compile(r"[()\n.;:!?]")  # ends the text before it
_AHEAD = re.compile(
    r"\b(?P<short>[A-Z]{2,6})s?\s*"
    r"(?:,? for\b|[(,:–—-]|\bstands for\b|\b(?:is )?short for\b|\bmeans\b)\s*(?:the\s+)?"
    r"[\"“']?(?P<after>[A-Za-z][^().;:!?\n]{3,80})"
)
_WORD = re.compile(r"[A-Za-z]+")
_SMALL = frozenset("a an and at by for in of on or the to with".split())


class Definition(NamedTuple):
    """An acronym in lower case, and its long form as written."""

    short: str
    long: str


def definitions(text: str) -> Iterator[Definition]:
    """The acronyms that a text defines."""
    for found in _BEHIND.finditer(text):
        short = found["short"] or found["other"]
        before = _END.split(text[max(0, found.start() - _BEFORE) : found.start()])[-1]
        if long := _spelt_at_the_end(before, short):
            yield Definition(short.lower(), long)
    for found in _AHEAD.finditer(text):
        if long := _spelt_at_the_start(found["after"], found["short"]):
            yield Definition(found["short"].lower(), long)


def usual(counts: Mapping[str, Counter[str]]) -> dict[str, str]:
    """The most frequent long form of each acronym."""
    return {short: max(sorted(longs), key=longs.__getitem__) for short, longs in counts.items()}


def _spelt_at_the_start(text: str, short: str) -> str | None:
    words = list(_WORD.finditer(text))
    used = _used([word[0] for word in words], short)
    return text[words[0].start() : words[used - 1].end()] if used else None


def _spelt_at_the_end(text: str, short: str) -> str | None:
    words = list(_WORD.finditer(text))
    for first in range(len(words) - len(short), max(-1, len(words) - 2 * len(short) - 1), -1):
        if _used([word[0] for word in words[first:]], short) == len(words) - first:
            return text[words[first].start() : words[-1].end()]
    return None


def _used(words: Sequence[str], short: str) -> int:
    """Number of first words whose initials spell the acronym, small words optional; 0 for none."""
    left = short.lower()
    for used, word in enumerate(words, start=1):
        if word[0].lower() == left[0]:
            left = left[1:]
            if not left:
                return used
        elif word.lower() not in _SMALL or len(left) == len(short):
            return 0
    return 0
