"""The columns of a table on a PDF page, by the edges or middles that its cells share."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from ingestion.parsers.pdf.lines import Cell, Line
from ingestion.parsers.pdf.view import TOLERANCE

Cells = Sequence[Cell]


def columns_of(rows: Sequence[Line]) -> list[float]:
    """Where the columns begin; empty if the rows have none in common."""
    cells = [row.cells for row in rows]
    shared = _left_edges(cells)
    if len(shared) < 2 or not all(_parted_by(shared, row) for row in cells):
        return _aligned(cells) or shared
    return shared


def _left_edges(rows: Sequence[Cells]) -> list[float]:
    """Left edges that cells of at least two rows share."""
    edges = sorted(part.x0 for row in rows for part in row)
    return [
        edge
        for before, edge, after in zip([-1e9, *edges], edges, [*edges[1:], 1e9], strict=False)
        if edge - before > TOLERANCE and after - edge <= TOLERANCE
    ]


def _parted_by(columns: Sequence[float], cells: Cells) -> bool:
    """Whether each cell of a row has a column of its own."""
    places = [bisect_right(columns, part.x0 + TOLERANCE) for part in cells]
    return all(place < after for place, after in pairwise(places))


def _aligned(rows: Sequence[Cells]) -> list[float]:
    """The left edges of columns that are centred or flush right, in rows with a cell in each."""
    columns = list(zip(*rows, strict=False))
    if any(len(row) != len(columns) for row in rows) or len(columns) < 2:
        return []
    lefts = [min(part.x0 for part in column) for column in columns]
    rights = [max(part.x1 for part in column) for column in columns]
    apart = all(right < left for right, left in zip(rights, lefts[1:], strict=False))
    return lefts if apart and all(map(_in_line, columns)) else []


def _in_line(column: Cells) -> bool:
    """Whether cells below each other share an edge or their middle; a header may stand apart."""
    body = column[1:] if len(column) > 2 else column
    edges = [(part.x0, part.x1) for part in body]
    measures = ([x0 for x0, _ in edges], [x1 for _, x1 in edges], [(a + b) / 2 for a, b in edges])
    return any(max(places) - min(places) <= TOLERANCE for places in measures)
