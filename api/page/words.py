"""The words of the page: a JSON file per language in `web/words`, filled into the page."""

from __future__ import annotations

import hashlib
import json
import re
from functools import lru_cache
from html import escape
from pathlib import Path

WEB = Path(__file__).parent.parent / "web"
DEFAULT = "en"

_WANTED = re.compile(r"\s*([a-zA-Z]{1,8})(?:-[\w-]*)?\s*(?:;\s*q=(\d(?:\.\d{1,3})?))?\s*\Z")
_PLACE = re.compile(r"\{\{(\w+)\}\}")

Words = dict[str, str | dict[str, str]]


@lru_cache
def languages() -> frozenset[str]:
    """The languages that the page is written in."""
    return frozenset(file.stem for file in (WEB / "words").glob("*.json"))


def language_for(accepted: str) -> str:
    """The language that a browser prefers, by its `Accept-Language`; English for none of ours."""
    found = [_WANTED.match(part) for part in accepted.split(",")]
    ranked = sorted(
        ((-float(match[2] or 1), at, match[1].lower()) for at, match in enumerate(found) if match),
    )
    return next((name for weight, _, name in ranked if name in languages() and weight), DEFAULT)


@lru_cache
def words(language: str) -> Words:
    """The words by their keys; a word with a number in it has a form for each plural."""
    file = WEB / "words" / f"{language}.json"
    found: Words = json.loads(file.read_text(encoding="utf-8"))
    return found


@lru_cache
def page_in(language: str) -> str:
    """The page as HTML, with all words for its scripts as JSON inside."""
    known = words(language)

    def put(place: re.Match[str]) -> str:
        if place[1] == "language":
            return language
        if place[1] == "words":
            whole = json.dumps(known, ensure_ascii=False, separators=(",", ":"))
            return whole.replace("<", "\\u003c")  # nothing in it ends its element
        return escape(str(known[place[1]]))

    return _PLACE.sub(put, (WEB / "index.html").read_text(encoding="utf-8"))


@lru_cache
def etag(language: str) -> str:
    """Changes whenever the page in this language does."""
    return f'"{hashlib.sha256(page_in(language).encode()).hexdigest()[:32]}"'
