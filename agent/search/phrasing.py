"""Expands students' short forms to the words of the index: "hw3" becomes "homework 3"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.resources import files

_NUMBERED = re.compile(r"(?<![\w.`'\"(])([A-Za-z]{2,8})(\d{1,3})(?![\w.(])")
"""A short form with its number, as in "hw3"; not `f1(x)`, not "v3.11"."""
_EQUALS = re.compile(r"^\s*([A-Za-z][\w -]*?)\s*=+\s*\?+\s*$")
"""A short request for a definition: "invariant = ?"."""
_PLAINLY = re.compile(
    r"[,\s]+(?:in|with|using) (?:(?:plain|simple|simpler|easy|easier|normal|your own"
    r"|layman['’]?s?|other|few|short) )+(?:words?|terms?|english|language)\b",
    re.IGNORECASE,
)
"""How a thing is to be told, which says nothing of the thing: "in plain words"."""
_WORD = re.compile(r"(?<![\w.`'\"(@])[A-Za-z]{1,11}\d?(?![\w.(='’])")

_OF_COURSES = frozenset("hw hwk ps pset asgn asg lec chap wk proj".split())
"""Short forms that are no names in code, even where the index has "hw1" as one word."""

Knows = Callable[[str], bool]
"""Whether the index has a word, in any of its forms."""


def written_out(question: str, knows: Knows) -> str:
    """The question with its short forms expanded, if the index has the long forms, and without "in
    plain words".

    Names in code (in quotes, before a bracket or after a full stop) are left alone.
    """
    question = _EQUALS.sub(r"what is \1?", _PLAINLY.sub("", question))
    question = _NUMBERED.sub(lambda found: _parted(found, knows), question)
    return _WORD.sub(lambda found: _long(found[0], knows), question)


def _parted(found: re.Match[str], knows: Knows) -> str:
    """A word and its number separated by a space, unless the index has them as one word."""
    word = found[1].lower()
    known = word in short_forms() or knows(word)
    apart = word in _OF_COURSES or (known and not knows(found[0].lower()))
    return f"{found[1]} {found[2]}" if apart else found[0]


def _long(word: str, knows: Knows) -> str:
    """The first long form whose words are all in the index; small words always count."""
    return next((long for long in short_forms().get(word.lower(), ()) if _has(long, knows)), word)


def _has(long: str, knows: Knows) -> bool:
    return "'" in long or long in _SMALL or all(knows(part) for part in long.split())


_SMALL = frozenset(
    "please you your are because and with without about before what many much which when where how "
    "should could would every their difference different".split()
)


@cache
def short_forms() -> Mapping[str, tuple[str, ...]]:
    """The long forms of each short one, the most usual first."""
    return {short: tuple(longs.split("|")) for short, longs in _lines()}


def _lines() -> Iterator[tuple[str, str]]:
    text = files(__package__).joinpath("abbreviations.txt").read_text("utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            short, _, longs = line.partition(" ")
            yield short, longs
