"""Tables of a Word document, those within their cells included."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ingestion.parsers.grids import Cell
from ingestion.parsers.office.markup import Node, W
from ingestion.parsers.word.styles import is_on, value

WRAPPED = (f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins", f"{W}moveTo")


def cells(table: Node, read: Callable[[Node], str]) -> tuple[list[Cell], int]:
    """The cells of a table, merged ones as one, and the number of rows marked as header.

    `read` gives the text of a cell.
    """
    found: list[Cell] = []
    open_above: dict[int, int] = {}  # by column: where in `found` a cell is that goes on downwards
    lines = list(rows(table))
    for number, row in enumerate(lines):
        column = _skipped(row)
        for node in wrapped(row, f"{W}tc"):
            span = _span(node)
            merge = node.find(f"{W}tcPr/{W}vMerge")
            goes_on = merge is not None and value(merge) != "restart"
            if goes_on and column in open_above:
                above = found[open_above[column]]
                found[open_above[column]] = Cell(
                    above.text, above.row, column, number - above.row + 1, above.columns
                )
            else:
                open_above.pop(column, None)
                if merge is not None:
                    open_above[column] = len(found)
                found.append(Cell(read(node), number, column, 1, span))
            column += span
    heads = 0
    while heads < len(lines) and is_on(lines[heads].find(f"{W}trPr/{W}tblHeader")):
        heads += 1
    return found, heads if heads < len(lines) else 0


def rows(table: Node) -> Iterator[Node]:
    """The rows that are not deleted."""
    for row in wrapped(table, f"{W}tr"):
        if row.find(f"{W}trPr/{W}del") is None:
            yield row


def wrapped(node: Node, tag: str) -> Iterator[Node]:
    """The children of this kind, also those in a content control or a tracked insertion."""
    for child in node.iterchildren():
        if child.tag == tag:
            yield child
        elif child.tag in WRAPPED:
            yield from wrapped(child, tag)


def only_cell(table: Node) -> Node | None:
    """The cell of a table that is only a frame around something; None for other tables."""
    found = [cell for row in rows(table) for cell in wrapped(row, f"{W}tc")]
    return found[0] if len(found) == 1 else None


def _span(cell: Node) -> int:
    return _count(value(cell.find(f"{W}tcPr/{W}gridSpan")), 1)


def _skipped(row: Node) -> int:
    return _count(value(row.find(f"{W}trPr/{W}gridBefore")), 0)


def _count(text: str, otherwise: int) -> int:
    return int(text) if text.isdecimal() and 0 < len(text) < 5 else otherwise
