"""Long tables as many short ones, each with the header row, so that any length can be read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ingestion.elements import Element
from ingestion.parsers.grids import filled, goes_on, joined
from ingestion.parsers.markdown_tables import markdown_table
from ingestion.parsers.side_by_side import Row, SheetRow, parted, runs

NUMBER = re.compile(r"[-+]?[\d.,]+ ?%?")
ROWS = 100  # of one table


def numbered(rows: Iterable[Row]) -> Iterator[SheetRow]:
    """Rows of a table without merged cells."""
    return (SheetRow(number, row) for number, row in enumerate(rows, start=1))


def tables(rows: Iterable[SheetRow], level: int) -> Iterator[Element]:
    """The rows as Markdown tables of at most `ROWS` rows, each below the header.

    An empty row ends a table, unless numbers go on below numbers; what stands beside it, apart, is
    a table of its own. The first row of several cells
    is the header, with the next one where its cells are above several others; what stands alone
    in a row before it is text.
    Columns without any text are left out. The parts of a long table are sections of this level,
    named by their rows as a spreadsheet counts them.
    """
    main = _Reader(level)
    for run, begins, more in runs(iter(rows), ROWS):
        parts = parted(run, more=more) if begins else [run]
        for place, part in enumerate(parts):
            if len(parts) > 1 and (place or not main.goes_on(part)):
                yield from main.end()
            for row in part:
                yield from main.add(row)
    yield from main.end()


@dataclass(slots=True)
class _Reader:
    """Reads rows one after the other."""

    level: int
    gap: bool = False
    block: _Block = field(init=False)

    def __post_init__(self) -> None:
        self.block = _Block(self.level)

    def goes_on(self, rows: Sequence[SheetRow]) -> bool:
        """Whether rows may belong to the table above."""
        return bool(rows) and self.block.goes_on(rows[0])

    def add(self, row: SheetRow) -> Iterator[Element]:
        filled = row.filled
        if not filled:
            self.gap = True
            return
        if self.gap and not self.block.goes_on(row):
            yield from self.end()
        self.gap = False
        if len(filled) == 1 and not self.block.header:
            yield Element("paragraph", filled[0])
        else:
            yield from self.block.add(row)

    def end(self) -> Iterator[Element]:
        yield from self.block.end()
        self.block = _Block(self.level)


@dataclass(slots=True)
class _Block:
    """A table as far as it was read, without the rows that were given already."""

    level: int
    header: Row = ()
    body: list[Row] = field(default_factory=list)
    first: int = 0  # the number of the first row in `body`
    last: int = 0
    parted: bool = False
    lowest: Row = ()  # the last line of a header that may go on

    def add(self, row: SheetRow) -> Iterator[Element]:
        if not self.header:
            self.header = self.lowest = row.cells
            return
        above = filled(self.lowest) if self.lowest is self.header else self.lowest
        if self.lowest and goes_on(above, row.cells):
            whole = filled(self.header) if self.lowest is self.header else self.header
            self.header, self.lowest = joined([whole, row.cells]), row.cells
            return
        self.lowest = ()
        if len(self.body) == ROWS:
            self.parted = True
            yield from self._part()
        self.first = self.first or row.number
        self.last = row.number
        self.body.append(row.cells)

    def goes_on(self, row: SheetRow) -> bool:
        """Whether a row below an empty one is still of this table: it has numbers where the last
        one had, as a line of totals does."""
        if not self.body:
            return False
        above = {n for n, cell in enumerate(self.body[-1]) if NUMBER.fullmatch(cell.strip())}
        below = {n for n, cell in enumerate(row.cells) if NUMBER.fullmatch(cell.strip())}
        return bool(below) and below <= above

    def end(self) -> Iterator[Element]:
        if self.header:
            yield from self._part()
        if self.parted:
            yield Element("heading", "", level=self.level)

    def _part(self) -> Iterator[Element]:
        if self.parted:
            yield Element("heading", f"Rows {self.first} to {self.last}", level=self.level)
        yield Element("table", markdown_table(_trimmed([self.header, *self.body])))
        self.body, self.first = [], 0


def _trimmed(rows: Sequence[Row]) -> list[list[str]]:
    width = max(len(row) for row in rows)
    used = [
        column
        for column in range(width)
        if any(column < len(row) and row[column].strip() for row in rows)
    ]
    return [[row[column] if column < len(row) else "" for column in used] for row in rows]
