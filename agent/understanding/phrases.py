"""Normalises messages, and loads word lists."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent / "words"

_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_DRAWN_OUT = re.compile(r"([a-z])\1{2,}")
_POLITE = re.compile(
    r"(?:(?:ok|okay|hey|hi|hello|thanks|so|and|but|now|then|well|please|pls|plz|just|also|mentor|"
    r"(?:can|could|would|will) (?:you|u)|would you mind|i want you to|i would like you to|"
    r"i'd like you to|do you mind) )+"
)
_AFTER = re.compile(r"(?: (?:please|pls|plz|thanks|thank you|thx|now|for me|mentor|again))+$")


def tokens(text: str) -> list[str]:
    """The words of a message in lower case; "heyyyy" becomes "hey"."""
    plain = text.lower().replace("’", "'")
    return [_DRAWN_OUT.sub(r"\1", token) for token in _TOKEN.findall(plain)]


def request(text: str) -> str:
    """A message in lower case, without polite phrases around it."""
    plain = " ".join(tokens(text)) + " "
    polite = _POLITE.match(plain)
    rest = (plain[polite.end() :] if polite else plain).strip()
    return _AFTER.sub("", rest) or plain.strip()


@lru_cache
def sections(name: str) -> dict[str, frozenset[str]]:
    """The phrases of a word list, one a line, by section."""
    found: dict[str, set[str]] = {}
    section = ""
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            found.setdefault(section, set()).add(line)
    return {name: frozenset(phrases) for name, phrases in found.items()}
