"""Notice a model that goes round in circles, so that it can be stopped."""

from __future__ import annotations

import re
from collections import Counter

TIMES = 4
"""How often the same line or sentence may begin an endless repetition."""
LETTERS = 12  # of a line or sentence that counts; shorter ones repeat in code and tables
STRETCH = 240  # characters at the end that are looked at for a short pattern
PATTERN = STRETCH // TIMES
_END = re.compile(r"[.!?\n]")


class LoopGuard:
    """Reads along with a text; nothing is kept of it but counts and its last characters."""

    def __init__(self) -> None:
        self._said: Counter[str] = Counter()
        self._current = ""
        self._tail = ""
        self._since = 0  # characters since the tail was looked at

    def feed(self, text: str) -> bool:
        """Add a piece; says whether the text goes round in circles."""
        self._tail = (self._tail + text)[-STRETCH:]
        self._since += len(text)
        *ended, self._current = _END.split(self._current + text)
        for sentence in map(_plain, ended):
            if sum(map(str.isalpha, sentence)) >= LETTERS:
                self._said[sentence] += 1
                if self._said[sentence] >= TIMES:
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
