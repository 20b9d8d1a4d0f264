"""Tables with merged cells: what a cell stands for is in every row and column that it spans."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ingestion.elements import Element
from ingestion.parsers.markdown_tables import markdown_table

MAX_COLUMNS = 500  # wider tables are no tables to be read; spans beyond it are cut
MAX_HEADS = 4  # lines of one header
MAX_CELLS = 200_000  # that merged cells may fill


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell at a place, from 0, with the rows and columns that it spans."""

    text: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1


def table(cells: Sequence[Cell], heads: int = 0) -> Iterator[Element]:
    """A table with one header line; what spans its full width at the top is a line before it.

    `heads` is how many of the first rows are the header; 0: as the merged cells show.
    """
    cells = [cell for cell in cells if cell.column < MAX_COLUMNS]
    width = min(max((c.column + c.columns for c in cells), default=0), MAX_COLUMNS)
    titles = _titles(cells, width)
    for title in titles:
        if title.text.strip():
            yield Element("paragraph", title.text.strip())
    rest = [cell for cell in cells if cell.row >= len(titles)]
    rows = spread(rest, width)[len(titles) :]
    shown = max(heads - len(titles), _heads(rows))
    if text := markdown_table(headed(rows, shown)):
        yield Element("table", text)


def _titles(cells: Iterable[Cell], width: int) -> list[Cell]:
    """The cells of the first rows that are as wide as the table."""
    wide = {cell.row: cell for cell in cells if cell.columns >= width > 1}
    found: list[Cell] = []
    while len(found) in wide:
        found.append(wide[len(found)])
    return found


def spread(cells: Sequence[Cell], width: int) -> list[list[str]]:
    """The rows of text. A cell that spans the full width is in its first column alone."""
    height = max((cell.row for cell in cells), default=-1) + 1
    rows = [[""] * width for _ in range(height)] if height * width <= MAX_CELLS * 5 else []
    left = MAX_CELLS
    for cell in cells if rows else ():
        across = 1 if cell.columns >= width else min(cell.columns, width - cell.column)
        down = min(cell.rows, height - cell.row)
        left -= across * down - 1
        if left < 0:
            across = down = 1
        for row in rows[cell.row : cell.row + down]:
            row[cell.column : cell.column + across] = [cell.text] * across
    return rows or _lines(cells, height)


def _lines(cells: Sequence[Cell], height: int) -> list[list[str]]:
    """The rows of a table that is too large to be spread."""
    rows: list[list[str]] = [[] for _ in range(height)]
    for cell in cells:
        rows[cell.row].append(cell.text)
    return rows


def _heads(rows: Sequence[Sequence[str]]) -> int:
    """How many rows are the header: what is above several columns has their names below it."""
    heads = 1
    while heads < len(rows) - 1 and heads < MAX_HEADS and goes_on(rows[heads - 1], rows[heads]):
        heads += 1
    return heads


def goes_on(line: Sequence[str], below: Sequence[str]) -> bool:
    """Whether a row has the names of the columns below a header line with merged cells: nothing
    new below the others."""
    merged = False
    for column, name in enumerate(line):
        under = below[column].strip() if column < len(below) else ""
        beside = [*line[max(column - 1, 0) : column], *line[column + 1 : column + 2]]
        if name.strip() and name in beside:
            if under.replace(".", "").replace(",", "").isdecimal():
                return False
            merged = merged or under not in ("", name.strip())
        elif under and under != name.strip():
            return False
    return merged


def filled(line: Sequence[str]) -> list[str]:
    """A header line whose gaps belong to the name before them, as in "Exam", "", "Project", ""."""
    cells: list[str] = []
    for cell in line:
        cells.append(cell if cell.strip() or not cells else cells[-1])
    return cells


def headed(rows: Sequence[Sequence[str]], heads: int) -> list[Sequence[str]]:
    """The rows with the first `heads` of them joined into one: "Exam / Date"."""
    if heads < 2 or len(rows) <= heads:
        return list(rows)
    return [joined(rows[:heads]), *rows[heads:]]


def joined(lines: Sequence[Sequence[str]]) -> list[str]:
    """Lines of a header as one, each part of a column's name once."""
    width = max(len(line) for line in lines)
    columns = ([line[n].strip() for line in lines if n < len(line)] for n in range(width))
    return [" / ".join(dict.fromkeys(filter(None, column))) for column in columns]


def in_a_cell(rows: Sequence[Sequence[str]]) -> str:
    """A table within a cell of another one: each row with the names of its columns."""
    if len(rows) < 2:
        return ", ".join(cell for row in rows for cell in row if cell.strip())
    header, *body = rows
    return "; ".join(
        ", ".join(
            f"{name}: {cell}" if name.strip() else cell
            for name, cell in zip(header, row, strict=False)
            if cell.strip()
        )
        for row in body
    )
