"""Tables of OpenDocument texts, with their merged cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ingestion.elements import Element
from ingestion.parsers import grids

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
GROUPS = ("table-rows", "table-row-group", "table-header-rows")
MAX_REPEAT = 200  # columns; an empty cell may stand for all to the edge


def table(node: Any, text_of: Callable[[Any], str]) -> Iterator[Element]:
    """The elements of a table; `text_of` gives the text of a cell."""
    cells: list[grids.Cell] = []
    heads = 0
    for number, (row, head) in enumerate(_rows(node, False)):
        heads += head
        column = 0
        for cell in row.iterchildren(f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
            repeated = min(_count(cell, "number-columns-repeated"), MAX_REPEAT)
            text = text_of(cell) if cell.tag.endswith("}table-cell") else ""
            spans = (_count(cell, "number-rows-spanned"), _count(cell, "number-columns-spanned"))
            copies = repeated if text else 0
            cells += [grids.Cell(text, number, column + n, *spans) for n in range(copies)]
            column += repeated
    yield from grids.table(cells, heads)


def _rows(node: Any, head: bool) -> Iterator[tuple[Any, bool]]:
    for child in node.iterchildren():
        name = str(child.tag).removeprefix(TABLE)
        if name == "table-row":
            yield child, head
        elif name in GROUPS:
            yield from _rows(child, head or name == "table-header-rows")


def _count(node: Any, name: str) -> int:
    given = node.get(f"{TABLE}{name}", "1")
    return max(int(given), 1) if given.isdecimal() else 1
