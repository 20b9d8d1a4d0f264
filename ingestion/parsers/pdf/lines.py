"""The lines of a PDF page and their words. Distances are in points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from functools import cached_property

    from ingestion.parsers.pdf.ruled_tables import RuledTable

    once = cached_property
else:

    class once:
        """functools.cached_property without the lock that it has before Python 3.12, half of its
        time: a line is read by one thread."""

        def __init__(self, compute):
            self._compute = compute

        def __set_name__(self, _, name):
            self._name = name

        def __get__(self, line, _=None):
            value = self._compute(line)
            setattr(line, self._name, value)
            return value


SPACE = 0.8  # em; narrower gaps within a line are spaces
CELL_GAP = 1.0  # em; the widest space in justified text is smaller

Gap = tuple[int, float, float]
"""A space between two words: the place of the second one, where the space begins and ends."""


class Word(NamedTuple):
    """A word: its extent on its baseline `y`, from the page's lower left, in points."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    mono: bool
    bold: bool


class Cell(NamedTuple):
    """Words of a line without a wide gap between them: their text and extent, in points."""

    text: str
    x0: float
    x1: float


class Line:
    """Words on one baseline, from left to right. Derived values are computed once, on first
    use."""

    def __init__(self, words: Sequence[Word]) -> None:
        self._given = words
        self.x0 = words[0].x0
        self.x1 = words[-1].x1
        self.y = words[0].y

    @once
    def words(self) -> Sequence[Word]:
        return self._given

    @once
    def text(self) -> str:
        return " ".join([word.text for word in self.words])

    @once
    def size(self) -> float:
        """The size of its longest word: a bullet may be twice as big."""
        return max(self.words, key=lambda word: len(word.text)).size

    @once
    def head(self) -> float:
        """Where its first word ends."""
        return self.words[0].x1

    @once
    def mono(self) -> bool:
        return all(word.mono for word in self.words)

    @once
    def bold(self) -> bool:
        return all(word.bold for word in self.words)

    @once
    def gap(self) -> float:
        """The widest space between two words; 0 for one word."""
        return max((word.x0 - before.x1 for before, word in pairwise(self.words)), default=0.0)

    @property
    def parted(self) -> bool:
        """Whether it has a gap that is wider than any space: cells of a table, columns."""
        return self.gap > CELL_GAP * self.size

    def begins(self, place: int) -> float:
        """Where the word at a place begins."""
        return self.words[place].x0

    @once
    def gaps(self) -> Sequence[Gap]:
        """The gaps between its words that are wider than a usual space."""
        wide = SPACE * self.size
        beside = enumerate(pairwise(self.words), start=1)
        return [(at, a.x1, b.x0) for at, (a, b) in beside if b.x0 - a.x1 > wide]

    @once
    def cells(self) -> list[Cell]:
        """Its words, parted at gaps wider than any space."""
        found: list[Cell] = []
        words, start, left = self.text.split(" "), 0, self.x0
        wide = CELL_GAP * self.size
        for at, right, after in self.gaps:
            if after - right > wide:
                found.append(Cell(" ".join(words[start:at]), left, right))
                start, left = at, after
        found.append(Cell(" ".join(words[start:]), left, self.x1))
        return found


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its number from 1, its size in points and its lines in the order of the file, both
    along the direction of most of its text; `wide` is how it is shown."""

    number: int
    width: float
    height: float
    lines: Sequence[Line]
    wide: bool = False
    turned: Sequence[Page] = ()
    """Text in other directions, such as a sideways table, as separate pages."""
    ruled: Sequence[RuledTable] = ()
    """Tables with rules between their cells, from top to bottom; `lines` have their words, too."""

    def with_lines(self, lines: Sequence[Line]) -> Page:
        """The page with other lines."""
        part = self.number, self.width, self.height, lines, self.wide, self.turned, self.ruled
        return Page(*part)  # dataclasses.replace takes almost four times as long

    def with_turned(self, turned: Sequence[Page]) -> Page:
        """The page with text in other directions."""
        return replace(self, turned=turned)
