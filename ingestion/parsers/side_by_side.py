"""Tables and legends that stand beside one another on a sheet, and titles with a note beside
them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

Row = Sequence[str]
WIDE = 2  # empty columns, or rows by which one part is longer: what stands there is another part


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row by its number in the sheet."""

    number: int
    cells: Row

    @property
    def filled(self) -> list[str]:
        """The cells with text."""
        return [cell.strip() for cell in self.cells if cell.strip()]


@dataclass(frozen=True, slots=True)
class _Part:
    """Columns from, to (excluded), and the places of the first and last row with text there."""

    left: int
    right: int
    top: int
    bottom: int


def parted(rows: Sequence[SheetRow], *, more: bool) -> list[list[SheetRow]]:
    """The rows of each table of a block without empty rows; `more`: the block goes on below, which
    only one part may do, the last one given."""
    lead = next((n for n, row in enumerate(rows) if len(row.filled) > 1), len(rows))
    body = rows[lead:]
    groups = _groups(_parts(body), len(body) - 1 if more else len(body))
    if len(groups) < 2:
        return [[*rows[:lead], *_titled(body)]]
    if more:
        groups.sort(key=lambda group: group[-1].bottom == len(body) - 1)
    found = [_titled([_within(row, group) for row in body]) for group in groups]
    return [[*rows[:lead], *found[0]], *found[1:]]


def _parts(rows: Sequence[SheetRow]) -> list[_Part]:
    """The columns between empty ones."""
    width = max((len(row.cells) for row in rows), default=0)
    filled = [
        [n for n, row in enumerate(rows) if column < len(row.cells) and row.cells[column].strip()]
        for column in range(width)
    ]
    found: list[_Part] = []
    left = None
    for column, places in enumerate([*filled, []]):
        if places and left is None:
            left = column
        elif not places and left is not None:
            inner = [place for some in filled[left:column] for place in some]
            found.append(_Part(left, column, min(inner), max(inner)))
            left = None
    return found


def _groups(parts: Sequence[_Part], last: int) -> list[list[_Part]]:
    """Parts of one table together; those that reach the last row are in one."""
    groups = [[part] for part in parts[:1]]
    for before, part in pairwise(parts):
        both_go_on = before.bottom >= last and part.bottom >= last
        if both_go_on or not _are_apart(before, part):
            groups[-1].append(part)
        else:
            groups.append([part])
    reaching = [group for group in groups if any(part.bottom >= last for part in group)]
    return groups if len(reaching) < 2 else [list(parts)]


def _are_apart(before: _Part, part: _Part) -> bool:
    """Whether two parts are tables of their own. With one empty column between them they may be
    one table with a gap, whose rows begin together, at the left."""
    return (
        part.left - before.right >= WIDE
        or part.top != before.top
        or part.bottom > before.bottom
        or before.bottom - part.bottom >= WIDE
    )


def _within(row: SheetRow, parts: Sequence[_Part]) -> SheetRow:
    cells = [
        cell if any(part.left <= column < part.right for part in parts) else ""
        for column, cell in enumerate(row.cells)
    ]
    return SheetRow(row.number, cells)


def _titled(rows: Sequence[SheetRow]) -> list[SheetRow]:
    """The rows, with the cells of a title row one below the other: a title at the left, merged or
    not, beside notes that have nothing below them."""
    rows = list(rows)
    if len(rows) < 3 or len(rows[0].filled) < 2:
        return rows
    first, *below = rows
    notes = [n for n, cell in enumerate(first.cells) if cell.strip() and not _any(below, n)]
    rest = {
        cell.strip(): n for n, cell in enumerate(first.cells) if cell.strip() and n not in notes
    }
    leftmost = min(
        (n for row in rows for n, cell in enumerate(row.cells) if cell.strip()), default=0
    )
    if len(rest) != 1 or not first.cells[leftmost].strip() or leftmost in notes:
        return rows
    named = [*rest, *(first.cells[n] for n in notes)]
    return [*(SheetRow(first.number, [text]) for text in dict.fromkeys(named)), *below]


def _any(rows: Sequence[SheetRow], column: int) -> bool:
    return any(column < len(row.cells) and row.cells[column].strip() for row in rows)


def runs(rows: Iterator[SheetRow], most: int) -> Iterator[tuple[list[SheetRow], bool, bool]]:
    """Rows without an empty one among them, at most so many; whether they begin a block, and
    whether it may go on. An empty row comes alone."""
    run: list[SheetRow] = []
    begins = True
    for row in rows:
        if not row.filled:
            if run:
                yield run, begins, False
            yield [row], False, False
            run, begins = [], True
            continue
        run.append(row)
        if len(run) == most:
            yield run, begins, True
            run, begins = [], False
    if run:
        yield run, begins, False
