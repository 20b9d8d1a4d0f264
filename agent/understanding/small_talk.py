"""Small talk: messages that ask nothing of the materials."""

from __future__ import annotations

import re
from functools import lru_cache

from agent.text.language import STOP_WORDS
from agent.understanding.phrases import sections, tokens

ALSO, STOP = "also", "stop word"
LONGEST = 7  # words of a phrase
MOST = 30  # words of a message that can be small talk
UNCLEAR = "unclear"
_OPERATORS = re.compile(r"[=<>+*/%&|^~#@\[\]{}()\\$]")


def small_talk(text: str) -> str | None:
    """What kind of small talk a message is ("greeting", "thanks", ...); None where it is none.

    "unclear": there is no word in it that could be searched.
    """
    said = tokens(text)
    if len(said) > MOST:
        return None
    if not said:
        return None if _OPERATORS.search(text) else UNCLEAR
    intents = _segmented(tuple(said))
    if intents is None:
        return None
    told = [intent for intent in intents if intent != ALSO]
    if STOP in told:  # "ok, but why" is unclear; "why is that good" asks
        return UNCLEAR if set(told[told.index(STOP) :]) == {STOP} else None
    return told[0] if told else UNCLEAR


@lru_cache(maxsize=1024)
def _segmented(said: tuple[str, ...]) -> tuple[str, ...] | None:
    """The kinds of the phrases that a message is made of; None where other words are left."""
    best: list[tuple[str, ...] | None] = [(), *[None] * len(said)]
    for end in range(1, len(said) + 1):
        for start in range(max(0, end - LONGEST), end):
            before, kind = best[start], _kind(" ".join(said[start:end]))
            if before is not None and kind and best[end] is None:
                best[end] = (*before, kind)
    return best[-1]


def _kind(phrase: str) -> str | None:
    return _kinds().get(phrase) or (STOP if phrase in STOP_WORDS else None)


@lru_cache
def _kinds() -> dict[str, str]:
    listed = sections("small-talk.txt")
    return {phrase: kind for kind, phrases in reversed(listed.items()) for phrase in phrases}
