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
    """Words on one baseline, from left to right.

    What is asked of each line is an attribute that its class does not have too, not even as a
    property: Python finds it in a tenth of the time.
    """

    text: str
    size: float
    """That of its longest word: a bullet may be twice as big."""
    head: float
    """Where its first word ends."""
    gap: float
    """The widest space between two words; 0 for one word."""
    parted: bool
    """Whether it has a gap that is wider than any space: cells of a table, columns."""
    mono: bool
    bold: bool

    def __init__(self, words: Sequence[Word]) -> None:
        self._given = words
        self.x0, self.x1, self.y = words[0].x0, words[-1].x1, words[0].y
        self.text = " ".join([word.text for word in words])
        self.size = max(words, key=lambda word: len(word.text)).size
        self.head = words[0].x1
        self.gap = max((word.x0 - before.x1 for before, word in pairwise(words)), default=0.0)
        self.parted = self.gap > CELL_GAP * self.size
        self.mono = all(word.mono for word in words)
        self.bold = all(word.bold for word in words)

    @once
    def words(self) -> Sequence[Word]:
        return self._given

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
