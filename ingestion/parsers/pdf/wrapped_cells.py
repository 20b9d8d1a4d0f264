"""Tables of a PDF page whose cells have several lines and are centred from top to bottom, so that
only the header stands on one baseline. The file has such a table cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ingestion.elements import Element
from ingestion.parsers.markdown_tables import markdown_table
from ingestion.parsers.pdf.layout import gap, starts_item
from ingestion.parsers.pdf.lines import Line
from ingestion.parsers.pdf.view import TOLERANCE, View

NEXT_LINE = 1.5  # em from baseline to baseline within a cell
NEXT_ROW = 4.0  # em from one row's last line to the first of the next one
FEWEST = 2  # rows below the header, and filled cells of each


@dataclass(slots=True)
class Row:
    """A row: its cells by column, and the lines that it ends before."""

    cells: dict[int, str] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    end: int = 0

    @property
    def top(self) -> float:
        """The baseline of its highest line."""
        return max(line.y for line in self.lines)

    @property
    def bottom(self) -> float:
        """The baseline of its lowest line."""
        return min(line.y for line in self.lines)


def read_wrapped(view: View, start: int) -> tuple[Element, int] | None:
    """A table that begins with the header at a place."""
    if not view.lines[start].parted:
        return None
    rows = wrapped_rows(view.lines, start)
    if not rows:
        return None
    header = view.lines[start].cells
    columns = range(len(header))
    grid = [[row.cells.get(column, "") for column in columns] for row in rows]
    table = markdown_table([[cell.text for cell in header], *grid])
    return Element("table", table, page=view.page), rows[-1].end


def wrapped_rows(lines: Sequence[Line], start: int) -> list[Row]:
    """The rows below a header whose columns they keep to; empty if that is no such table."""
    header, below = lines[start], lines[start + 1 : start + 2]
    if header.mono or not below or below[0].parted or starts_item(header):
        return []
    edges = [cell.x0 for cell in header.cells]
    found: list[Row] = []
    above = Row(lines=[header])
    for row in _rows(lines, start, edges):
        if not 0 < above.bottom - row.top <= NEXT_ROW * header.size or len(row.cells) < FEWEST:
            break
        found.append(row)
        above = row
    return found if len(found) >= FEWEST else []


def _rows(lines: Sequence[Line], start: int, edges: Sequence[float]) -> Iterator[Row]:
    """The lines in rows: a new one begins where the file goes back to the left."""
    row, last = Row(), 0
    for place in range(start + 1, len(lines)):
        line = lines[place]
        at = [n for n, edge in enumerate(edges) if abs(line.x0 - edge) <= TOLERANCE]
        if not at or line.parted or line.mono or starts_item(line):
            break
        column = at[0]
        same = row.lines and column == last and 0 < gap(row.lines[-1], line) <= NEXT_LINE
        if row.lines and column <= last and not same:
            yield row
            row = Row()
        row.cells[column] = f"{row.cells.get(column, '')} {line.text}".strip()
        row.lines.append(line)
        row.end, last = place + 1, column
    if row.lines:
        yield row
