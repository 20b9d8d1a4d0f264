"""Merged cells of a sheet: their value is in every row and column that they span."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, pairwise

from ingestion.parsers.side_by_side import Row, SheetRow
from ingestion.parsers.spreadsheet.outline import Outline, Range

MAX_OPEN = 1_000  # merged ranges that go through one row


@dataclass(slots=True)
class _Open:
    """A merged range that the rows have reached, with its value."""

    merged: Range
    value: str = ""


@dataclass(slots=True)
class Spreading:
    """Goes down a sheet with the merged ranges of the row that it is at."""

    outline: Outline
    _waiting: deque[Range] = field(default_factory=deque)
    _open: list[_Open] = field(default_factory=list)

    def rows(self, rows: Iterable[Row]) -> Iterator[SheetRow]:
        """The rows that are shown, by their numbers, each cell with what it stands for."""
        self._waiting = deque(self.outline.merged)
        for number, (row, below) in enumerate(pairwise(chain(rows, ((),))), start=1):
            padded = [*row, *[""] * (len(below) - len(row))]  # merged cells are often not written
            cells = self._spread(number, padded)
            if number not in self.outline.rows:
                yield SheetRow(number, self._shown(cells))

    def _spread(self, number: int, row: list[str]) -> list[str]:
        self._open = [one for one in self._open if one.merged.bottom >= number]
        while self._waiting and self._waiting[0].top <= number:
            merged = self._waiting.popleft()
            if merged.bottom >= number and len(self._open) < MAX_OPEN:
                value = row[merged.left - 1] if merged.left <= len(row) else ""
                self._open.append(_Open(merged, value.strip() and value))
        alone = sum(bool(cell.strip()) for cell in row) <= 1
        for one in self._open:
            wide = one.merged.right > one.merged.left
            first = one.merged.top == number
            if wide and alone and first:
                one.value = ""  # a title over the whole table, which is there once
            if not one.value:
                continue
            right = min(one.merged.right, len(row))
            for place in range(one.merged.left - 1, right):
                row[place] = row[place] or one.value
        return row

    def _shown(self, row: list[str]) -> list[str]:
        if not self.outline.columns:
            return row
        return [cell for column, cell in enumerate(row, 1) if not self.outline.hides(column)]
