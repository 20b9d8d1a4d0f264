"""The mentor's own sentences, one file a language, and what students say that is no question.

English has only the sentences here; agent/understanding knows what is said in English.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from agent.languages.names import ENGLISH, LANGUAGES
from agent.languages.tokens import unaccented

TALK = ("greeting", "wellbeing", "thanks", "bye", "understood", "who", "abilities")
"""Kinds of small talk, each a section of phrases and a reply."""
ABOUT = (
    "last_question", "first_question", "questions", "count", "last_answer", "sources", "sure",
    "translate", "shorten", "rephrase",
)  # fmt: skip
"""Kinds of requests about the conversation, each a section of phrases."""
WANTED = ("more", "simpler", "example")
"""Kinds of requests to go on with the last answer, each a section of phrases."""
LONGEST = 8  # words of a phrase
_WORDS = re.compile(r"[^\W_]+(?:['-][^\W\d_]+)*")
_Said = Mapping[str, Mapping[str, str]]


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


def said(text: str, kinds: Sequence[str], spoken: str | None = None) -> tuple[str, str] | None:
    """The language and the kind of a message that is nothing but such phrases; else None.

    `spoken`: the language that counts where several have a phrase. Accents may be missing.
    """
    words = tuple(unaccented(_plain(text)).split())
    codes = [spoken, *LANGUAGES] if spoken in LANGUAGES else LANGUAGES
    for code in codes:
        if code and (kind := _kind(words, kinds, _phrases().get(code, {}))):
            return code, kind
    return None


def topic_asked(text: str) -> str | None:
    """The topic of the mentor's own "What do the materials say about ...?" in any language."""
    found = (pattern.fullmatch(text.strip()) for pattern in _says_about())
    return next((asked["topic"] for asked in found if asked), None)


@cache
def _says_about() -> list[re.Pattern[str]]:
    templates = (replies(code)["says_about"] for code in (ENGLISH, *filter(speaks, LANGUAGES)))
    leads = (_WORDS.findall(template.partition("{topic}")[0]) for template in templates)
    return [
        re.compile(r"\W*" + r"\W+".join(lead) + r"\W+(?P<topic>.+?)\W*", re.IGNORECASE | re.DOTALL)
        for lead in leads
    ]


def _kind(words: Sequence[str], kinds: Sequence[str], known: Mapping[str, str]) -> str | None:
    """The kind of the first of the phrases that make up these words."""
    if not words:
        return None
    for end in range(min(LONGEST, len(words)), 0, -1):
        kind = known.get(" ".join(words[:end]))
        if kind in kinds and (end == len(words) or _kind(words[end:], kinds, known)):
            return kind
    return None


def _plain(phrase: str) -> str:
    return " ".join(_WORDS.findall(phrase.lower().replace("’", "'")))


@cache
def _phrases() -> _Said:
    """The kind of each phrase by language, without accents."""
    return {
        code: {
            unaccented(_plain(phrase)): kind
            for kind in (*TALK, *ABOUT, *WANTED)
            for phrase in _file(code).get(kind, ())
        }
        for code in LANGUAGES
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
