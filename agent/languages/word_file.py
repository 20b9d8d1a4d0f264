"""Reads the file of a language: sections of words or phrases."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

SECTIONS = (
    "common",  # the commonest words, by which the language is recognized
    "stop",  # more stop words
    "frame",  # words that only frame a question
    "negation",
    "copula",  # words like "is" in a definition
    "articles",
    "leans",  # at the start of a sentence that needs the one before it
    "compare", "number", "how-long", "when", "person", "place", "why", "howto", "list",
    "definition",
    "reason",  # before a reason
    "duration",  # units of time
    "numbers",  # each with its digits
    "months", "weekdays",
    "rooms",  # kinds of rooms and buildings
    "forms",  # of one word, that its stem does not join: a line each
    "participle",  # prefixes that may stand before "ge-"
)  # fmt: skip
PHRASES = frozenset((*SECTIONS[7:18], "forms"))
"""Sections with a phrase a line; the others have words separated by white space.

"…" in a phrase stands for some words.
"""


@cache
def word_file(code: str) -> Mapping[str, tuple[str, ...]]:
    """The words or phrases by section, in lower case; empty without a file."""
    file = files(__package__).joinpath("words", f"{code}.txt")
    found: dict[str, list[str]] = {}
    section = ""
    for line in file.read_text("utf-8").splitlines() if file.is_file() else ():
        line = line.strip().lower()
        if line.startswith("[") and line.endswith("]"):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            found.setdefault(section, []).extend([line] if section in PHRASES else line.split())
    return {name: tuple(words) for name, words in found.items()}


def common_words(code: str) -> frozenset[str]:
    """The words by which a language is recognized."""
    return frozenset(word_file(code).get("common", ()))
