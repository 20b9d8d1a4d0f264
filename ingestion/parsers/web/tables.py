"""Tables of web pages: those with data, and those that only place parts of the page."""

from __future__ import annotations

from ingestion.elements import Element
from ingestion.parsers import grids
from ingestion.parsers.grids import Cell
from ingestion.parsers.web.nodes import Node, classes, drop, set_text, text_of

HOLDING = ("h1", "h2", "h3", "h4", "form", "pre", "nav", "main", "article")


def settle_tables(page: Node) -> None:
    """Leave the tables that have data; others become what they hold, and those within the cells
    of others a line of text."""
    outer: dict[Node, bool] = {}  # tables with others in them, and whether they only place those
    for table in [*page.iter("table")][::-1]:  # those within others first
        if "highlighttable" in classes(table):
            _listing(table)
        elif _only_places(table):
            _open(table)
        elif _is_inner(table, outer):
            set_text(table, f" {_line(table)} ")


def table_elements(table: Node) -> list[Element]:
    """A table with its caption."""
    caption = table.find("caption")
    found = [] if caption is None else [Element("paragraph", _colon(text_of(caption)))]
    cells, heads = _cells(table)
    found = [e for e in found if e.text]
    if named := _named(table):
        return [*found, Element("paragraph", named)]
    return [*found, *grids.table(cells, heads)]


def _named(table: Node) -> str:
    """The lines of a table that names one thing in each row, as "Due: 4 May"; "" for others."""
    rows = [[c for c in row if c.tag in ("td", "th")] for row in _rows(table)]
    if not all([cell.tag for cell in row] == ["th", "td"] for row in rows):
        return ""
    if any(cell.get(span) for row in rows for cell in row for span in ("rowspan", "colspan")):
        return ""
    pairs = [(text_of(name), text_of(value)) for name, value in rows]
    return "\n".join(f"{name.rstrip(':')}: {value}".strip(": ") for name, value in pairs if value)


def _colon(text: str) -> str:
    return f"{text.rstrip('.: ')}:" if text.strip() else ""


def _line(table: Node) -> str:
    """A table within a cell of another one, on one line."""
    cells, heads = _cells(table)
    width = min(max((c.column + c.columns for c in cells), default=0), grids.MAX_COLUMNS)
    return grids.in_a_cell(grids.headed(grids.spread(cells, width), heads))


def _cells(table: Node) -> tuple[list[Cell], int]:
    """The cells by their places, and how many rows are the header."""
    found: list[Cell] = []
    taken: set[tuple[int, int]] = set()
    heads = 0
    for number, row in enumerate(_rows(table)):
        column = 0
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        if heads == number and cells and (_in_head(row) or all(c.tag == "th" for c in cells)):
            heads += 1
        for cell in cells:
            while (number, column) in taken:
                column += 1
            down, across = _span(cell, "rowspan"), _span(cell, "colspan")
            found.append(Cell(text_of(cell), number, column, down, across))
            if down > 1 and len(taken) < grids.MAX_CELLS:
                below = range(number + 1, number + down)
                taken |= {(r, c) for r in below for c in range(column, column + across)}
            column += across
    return found, heads


def _rows(table: Node) -> list[Node]:
    own = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
    return sorted(own, key=_in_head, reverse=True)  # which keeps the order of equal ones


def _in_head(row: Node) -> bool:
    return row.getparent() is not None and row.getparent().tag == "thead"


def _span(cell: Node, name: str) -> int:
    span = cell.get(name, "1").strip()
    return min(max(1, int(span)), grids.MAX_COLUMNS) if span.isdecimal() and len(span) < 9 else 1


def _only_places(table: Node) -> bool:
    """Whether a table is a frame for parts of a page."""
    cells = [c for c in table.iter("td", "th") if next(c.iterancestors("table")) is table]
    if table.get("role") == "presentation" or len(cells) <= 1:
        return True
    headed = any(cell.tag == "th" for cell in cells)
    return not headed and any(next(cell.iter(*HOLDING), None) is not None for cell in cells)


def _is_inner(table: Node, outer: dict[Node, bool]) -> bool:
    around = next(table.iterancestors("table"), None)
    if around is not None and around not in outer:  # asked once, however many it holds
        outer[around] = _only_places(around)
    return around is not None and not outer[around]


def _open(table: Node) -> None:
    for part in list(table.iter("caption", "thead", "tbody", "tfoot", "tr", "td", "th")):
        if next(part.iterancestors("table"), None) is table:
            part.tag = "div"
    table.tag = "div"


def _listing(table: Node) -> None:
    """A program beside the numbers of its lines (Sphinx)."""
    for numbers in table.xpath(".//td[contains(@class, 'linenos')]"):
        drop(numbers)
    _open(table)
