"""Tables of a PDF page: lines in a row whose words keep to the same columns."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from ingestion.elements import Element
from ingestion.parsers.markdown_tables import markdown_table
from ingestion.parsers.pdf.layout import gap, starts_item
from ingestion.parsers.pdf.lines import Line
from ingestion.parsers.pdf.table_columns import columns_of
from ingestion.parsers.pdf.view import TOLERANCE, View


def read_table(view: View, start: int) -> tuple[Element, int] | None:
    if not view.lines[start].parted:
        return None
    end = start
    while end < len(view.lines) and _in_table(view, start, end):
        end += 1
    if end == start:
        return None
    rows = [line for line in view.lines[start:end] if line.parted]
    columns = columns_of(rows)
    if len(rows) < 2 or len(columns) < 2:
        return None
    grid: list[list[str]] = []
    for line in view.lines[start:end]:
        row = _row(line, columns)
        if not grid or (row[0] and line.parted):
            grid.append(row)
        else:
            grid[-1] = [
                f"{above} {more}".strip() for above, more in zip(grid[-1], row, strict=True)
            ]
    return Element("table", markdown_table(grid), page=view.page), end


def _in_table(view: View, start: int, place: int) -> bool:
    """Whether the line is a row, or goes on with one of its cells."""
    line = view.lines[place]
    is_row = line.parted
    if line.mono and not _among_rows(view, place):
        return False
    if starts_item(line) and not _under(view.lines[start:place], line):
        return False
    if place == start:
        return is_row
    step = gap(view.lines[place - 1], line)
    if is_row:
        return 0 < step <= 3.5
    rows = view.lines[start:place]
    right = line.x0 > min(row.x0 for row in rows) + line.size
    whole = pairwise(row for row in rows if row.parted)
    pitch = min((gap(above, below) for above, below in whole), default=0.0)
    return 0 < step <= view.measure.leading * 1.1 and (right or step < 0.8 * pitch)


def _among_rows(view: View, place: int) -> bool:
    """Whether a line of code, next to a line of prose, shares its columns."""
    beside = [*view.lines[max(place - 1, 0) : place], *view.lines[place + 1 : place + 2]]
    return _under([line for line in beside if not line.mono], view.lines[place])


def _under(rows: Sequence[Line], line: Line) -> bool:
    """Whether a line's second cell stands under one of the rows above: "-" may be a cell too."""
    parts = line.cells[1:2]
    edges = [part.x0 for row in rows for part in row.cells[1:]]
    return any(abs(part.x0 - edge) <= TOLERANCE for part in parts for edge in edges)


def _row(line: Line, columns: Sequence[float]) -> list[str]:
    row = [""] * len(columns)
    for part in line.cells:
        column = max(bisect_right(columns, part.x0 + TOLERANCE) - 1, 0)
        row[column] = f"{row[column]} {part.text}".strip()
    return row
