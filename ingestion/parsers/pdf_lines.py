"""The words of a PDF page, gathered into lines. Distances are in points."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Word:
    """A word: its extent on its baseline `y`, from the page's lower left, in points."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    mono: bool
    bold: bool


@dataclass(slots=True)
class Line:
    """Words on one baseline, from left to right."""

    words: list[Word] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def x0(self) -> float:
        return self.words[0].x0

    @property
    def x1(self) -> float:
        return self.words[-1].x1

    @property
    def y(self) -> float:
        return self.words[0].y

    @property
    def size(self) -> float:
        """The size of its longest word: a bullet may be twice as big."""
        return max(self.words, key=lambda word: len(word.text)).size

    @property
    def mono(self) -> bool:
        return all(word.mono for word in self.words)

    @property
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
    for word in words:
        line = lines[-1] if lines else None
        if line and abs(word.y - line.y) <= 0.4 * line.size and word.x0 >= line.x1 - line.size:
            line.words.append(word)
        else:
            lines.append(Line([word]))
    return lines
