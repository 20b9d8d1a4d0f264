"""Detects a model that repeats itself, so that it can be stopped."""

from __future__ import annotations

import re
from collections import Counter

TIMES = 4
"""How often the same line or sentence may occur before it counts as a loop."""
LETTERS = 12  # minimum length of a line or sentence; shorter ones repeat in code and tables
STRETCH = 240  # characters at the end that are searched for a short pattern
PATTERN = STRETCH // TIMES
_END = re.compile(r"[.!?。！？؟।\n]")


class LoopGuard:
    """Follows a text, keeping only counts and the last characters."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._current = ""
        self._tail = ""
        self._since = 0  # characters since the last check of the tail

    def feed(self, text: str) -> bool:
        """Add a piece; returns whether the text repeats itself."""
        self._tail = (self._tail + text)[-STRETCH:]
        self._since += len(text)
        *ended, self._current = _END.split(self._current + text)
        for sentence in map(_plain, ended):
            if sum(map(str.isalpha, sentence)) >= LETTERS:
                self._counts[sentence] += 1
                if self._counts[sentence] >= TIMES:
                    return True
        if self._since < PATTERN:
            return False
        self._since = 0
        return len(self._tail) == STRETCH and _period(self._tail) <= PATTERN


def _plain(sentence: str) -> str:
    return " ".join(sentence.lower().split())


def _period(text: str) -> int:
    """Length of the shortest pattern that a text repeats (Knuth, Morris and Pratt, 1977)."""
    borders = [0] * len(text)
    for at in range(1, len(text)):
        length = borders[at - 1]
        while length and text[at] != text[length]:
            length = borders[length - 1]
        borders[at] = length + (text[at] == text[length])
    return len(text) - borders[-1]
