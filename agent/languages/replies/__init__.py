"""The mentor's own sentences, one file a language, and the small talk that it understands."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from agent.languages.names import ENGLISH, LANGUAGES

TALK = ("greeting", "wellbeing", "thanks", "bye", "understood", "who", "abilities")
"""Kinds of small talk, each a section of phrases and a reply."""
_WORDS = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")


def replies(code: str | None) -> Mapping[str, str]:
    """The sentences of a language by name; the English ones if it has none."""
    return _texts(ENGLISH) | (_texts(code) if code else {})


def speaks(code: str | None) -> bool:
    """Whether there are sentences in a language other than English."""
    return bool(code) and code != ENGLISH and bool(_texts(code or ""))


def language_name(code: str, into: str | None) -> str:
    """The name of a language in another one, by default in English."""
    named = dict(_pairs(into, "languages")) if into else {}
    return named.get(code) or LANGUAGES.get(code, "English")


@cache
def talk(text: str) -> tuple[str, str] | None:
    """The language and the kind of a message that is nothing but small talk; else None."""
    phrase = " ".join(_WORDS.findall(text.lower().replace("’", "'")))
    return _talk().get(phrase)


@cache
def _talk() -> Mapping[str, tuple[str, str]]:
    return {
        " ".join(_WORDS.findall(phrase)): (code, kind)
        for code in LANGUAGES
        for kind in TALK
        for phrase in _file(code).get(kind, ())
    }


@cache
def _texts(code: str) -> dict[str, str]:
    return dict(_pairs(code, "replies"))


def _pairs(code: str, section: str) -> list[tuple[str, str]]:
    split = (line.partition(" = ") for line in _file(code).get(section, ()))
    return [(name, text) for name, _, text in split]


@cache
def _file(code: str) -> Mapping[str, Sequence[str]]:
    """The lines of a language's file by section; empty without one."""
    file = files(__package__).joinpath(f"{code}.txt")
    found: dict[str, list[str]] = {}
    section = ""
    for line in file.read_text("utf-8").splitlines() if file.is_file() else ():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            found.setdefault(section, []).append(line)
    return found
