"""The tables of an RTF file: where its cells end, and which of them are merged."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from ingestion.elements import Element
from ingestion.parsers import grids
from ingestion.parsers.grids import Cell

CELL, ROW, BREAK, INNER_CELL, INNER_ROW = "\ue111\ue112\ue113\ue114\ue115"
SIGNS = CELL + ROW + BREAK + INNER_CELL + INNER_ROW
TOKEN = re.compile(r"\\([a-z]+)(-?\d{1,9})? ?|\\.|[{}]", re.DOTALL)
INNER = re.compile(r"\s*(?:\\\*\s*)?\\nesttableprops(?![a-z])")
NEAR = 60  # twentieths of a point by which edges of one column differ


@dataclass(slots=True)
class Layout:
    """How a row is parted: the right edge of each cell, what it is merged with."""

    left: int = 0
    edges: list[int] = field(default_factory=list)
    merged: list[set[str]] = field(default_factory=list)  # "clmrg": with the one before it
    header: bool = False

    @property
    def widths(self) -> list[int]:
        """The width of each cell."""
        return [edge - before for before, edge in pairwise([self.left, *self.edges])]


def parted(source: str) -> tuple[str, list[Layout]]:
    """The source with signs for the ends of cells and rows, and for breaks within them; the layout
    of each row."""
    if "\\row" not in source:
        return source, []
    reader = _Reader()
    return "".join(reader.parts(source)), reader.layouts


class _Reader:
    def __init__(self) -> None:
        self.layouts: list[Layout] = []
        self._layout = Layout()
        self._merged: set[str] = set()  # of the cell whose edge comes next
        self._in_table = False
        self._outer: list[bool] = []

    def parts(self, source: str) -> Iterator[str]:
        place = inner = 0  # inner: how deep the properties of a table within a table are
        for token in TOKEN.finditer(source):
            yield source[place : token.start()]
            place = token.end()
            if token[0] == "{":
                self._outer.append(self._in_table)
                if not inner and INNER.match(source, place):
                    inner = len(self._outer)
                    yield _sign(INNER_ROW)
            elif token[0] == "}" and self._outer:
                inner = inner if len(self._outer) > inner else 0
                self._in_table = self._outer.pop()
            if not inner and token[1]:
                yield self._word(token[0], token[1], int(token[2] or 0))
            else:
                yield token[0]
        yield source[place:]

    def _word(self, token: str, word: str, number: int) -> str:
        if word in ("pard", "intbl"):
            self._in_table = word == "intbl"
        elif word in ("par", "line") and self._in_table:
            return _sign(BREAK)
        elif word in ("cell", "nestcell"):
            return _sign(CELL if word == "cell" else INNER_CELL)
        elif word == "row":
            self.layouts.append(self._layout)
            return _sign(ROW) + token
        else:
            self._define(word, number)
        return token

    def _define(self, word: str, number: int) -> None:
        if word == "trowd":
            self._layout, self._merged = Layout(), set()
        elif word == "trhdr":
            self._layout.header = True
        elif word == "trleft":
            self._layout.left = number
        elif word in ("clmgf", "clmrg", "clvmgf", "clvmrg"):
            self._merged.add(word)
        elif word == "cellx":
            self._layout.edges.append(number)
            self._layout.merged.append(self._merged)
            self._merged = set()


def _sign(sign: str) -> str:
    return f"{{\\uc0\\u{ord(sign) - 0x10000} }}"


def table(lines: Sequence[str], layouts: Sequence[Layout]) -> Iterator[Element]:
    """The table of some lines, one a row."""
    rows = [[_text(cell) for cell in line.split(CELL)[:-1]] for line in lines]
    known = len(rows) == len(layouts) and all(
        len(row) == len(layout.edges) and min(layout.widths, default=1) > 0
        for row, layout in zip(rows, layouts, strict=True)
    )
    if not known:
        places = ((n, at, text) for n, row in enumerate(rows) for at, text in enumerate(row))
        yield from grids.table([Cell(text, n, at) for n, at, text in places])
        return
    heads = 0
    while heads < len(layouts) and layouts[heads].header:
        heads += 1
    yield from grids.table(_cells(rows, layouts), heads if heads < len(layouts) else 0)


def _cells(rows: Sequence[Sequence[str]], layouts: Sequence[Layout]) -> list[Cell]:
    starts = _starts(layouts)
    found: list[Cell] = []
    above: dict[int, int] = {}  # by column: where in `found` a cell is that may go on downwards
    for number, (row, layout) in enumerate(zip(rows, layouts, strict=True)):
        left = layout.left
        for text, edge, merged in zip(row, layout.edges, layout.merged, strict=True):
            column = _column(starts, left)
            width = max(_column(starts, edge) - column, 1)
            left = max(edge, left)
            before = found[-1] if found and found[-1].row == number else None
            if "clmrg" in merged and before:
                found[-1] = replace(before, columns=column + width - before.column)
            elif "clvmrg" in merged and column in above:
                cell = found[above[column]]
                found[above[column]] = replace(cell, rows=number - cell.row + 1)
            else:
                above.pop(column, None)
                if "clvmgf" in merged:
                    above[column] = len(found)
                found.append(Cell(text, number, column, 1, width))
    return found


def _starts(layouts: Sequence[Layout]) -> list[int]:
    """Where the columns of a table begin, and where the last one ends; what is near is the same."""
    narrowest = min((width for layout in layouts for width in layout.widths), default=0)
    near = min(NEAR, narrowest // 2)
    starts: list[int] = []
    for edge in sorted({edge for layout in layouts for edge in (layout.left, *layout.edges)}):
        if not starts or edge - starts[-1] > near:
            starts.append(edge)
    return starts


def _column(starts: Sequence[int], edge: int) -> int:
    """The column that begins at an edge or just before it."""
    return bisect_right(starts, edge) - 1


def _text(cell: str) -> str:
    """A cell on one line; a table within it with the names of its columns."""
    outer, *inner = reversed(cell.split(INNER_ROW))
    rows = [[_line(part) for part in row.split(INNER_CELL)[:-1]] for row in reversed(inner)]
    return " ".join(filter(None, (grids.in_a_cell(rows), _line(outer))))


def _line(text: str) -> str:
    return " ".join(text.replace(BREAK, " ").split())
