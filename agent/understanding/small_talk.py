"""Small talk: messages without a question about the materials."""

from __future__ import annotations

import re
from functools import lru_cache

from agent.text.english_words import STOP_WORDS
from agent.understanding.phrases import sections, tokens

ALSO, STOP = "also", "stop word"
LONGEST = 7  # words of a phrase
MOST = 30  # words of a message that can be small talk
UNCLEAR = "unclear"
_OPERATORS = re.compile(r"[=<>+*/%&|^~#@\[\]{}()\\$]")


def small_talk(text: str) -> str | None:
    """The kind of small talk ("greeting", "thanks", ...); None for other messages.

    "unclear": it has no word to search for.
    """
    words = tokens(text)
    if len(words) > MOST:
        return None
    if not words:
        return None if _OPERATORS.search(text) else UNCLEAR
    intents = _segmented(tuple(words))
    if intents is None:
        return None
    kinds = [intent for intent in intents if intent != ALSO]
    if STOP in kinds:  # "ok, but why" is unclear; "why is that good" asks
        return UNCLEAR if set(kinds[kinds.index(STOP) :]) == {STOP} else None
    return kinds[0] if kinds else UNCLEAR


@lru_cache(maxsize=1024)
def _segmented(words: tuple[str, ...]) -> tuple[str, ...] | None:
    """The kinds of the phrases that make up a message; None if other words are left."""
    best: list[tuple[str, ...] | None] = [(), *[None] * len(words)]
    for end in range(1, len(words) + 1):
        for start in range(max(0, end - LONGEST), end):
            before, kind = best[start], _kind(" ".join(words[start:end]))
            if before is not None and kind and best[end] is None:
                best[end] = (*before, kind)
    return best[-1]


def _kind(phrase: str) -> str | None:
    return _kinds().get(phrase) or (STOP if phrase in STOP_WORDS else None)


@lru_cache
def _kinds() -> dict[str, str]:
    listed = sections("small-talk.txt")
    return {phrase: kind for kind, phrases in reversed(listed.items()) for phrase in phrases}
