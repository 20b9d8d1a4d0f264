"""The words of a PDF page, gathered into lines. Distances are in points."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple


class Word(NamedTuple):
    """A word: its extent on its baseline `y`, from the page's lower left, in points."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    mono: bool
    bold: bool


class Line:
    """Words on one baseline, from left to right. What follows from them is computed once."""

    def __init__(self, words: Sequence[Word]) -> None:
        self.words = words
        self.x0 = words[0].x0
        self.x1 = words[-1].x1
        self.y = words[0].y

    @cached_property
    def text(self) -> str:
        return " ".join([word.text for word in self.words])

    @cached_property
    def size(self) -> float:
        """The size of its longest word: a bullet may be twice as big."""
        longest = self.words[0]
        for word in self.words:
            if len(word.text) > len(longest.text):
                longest = word
        return longest.size

    @cached_property
    def mono(self) -> bool:
        return all(word.mono for word in self.words)

    @cached_property
    def bold(self) -> bool:
        return all(word.bold for word in self.words)


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its number from 1, its size in points and its lines in the order of the file."""

    number: int
    width: float
    height: float
    lines: Sequence[Line]


def gathered(words: Iterable[Word]) -> list[Line]:
    """A word goes on with the line when it stands on its baseline, to the right of it."""
    lines: list[Line] = []
    line: list[Word] = []
    longest, size, y, x1 = 0, 0.0, 0.0, 0.0
    for word in words:
        if line and abs(word.y - y) <= 0.4 * size and word.x0 >= x1 - size:
            line.append(word)
        else:
            if line:
                lines.append(Line(line))
            line, longest, y = [word], 0, word.y
        x1 = word.x1
        if len(word.text) > longest:
            longest, size = len(word.text), word.size
    if line:
        lines.append(Line(line))
    return lines
