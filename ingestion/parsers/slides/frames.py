"""Other shapes on a slide: tables, charts, SmartArt, pictures, embedded objects."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ingestion.elements import Element
from ingestion.parsers import grids
from ingestion.parsers.grids import Cell
from ingestion.parsers.office.charts import chart
from ingestion.parsers.office.left_out import LeftOut
from ingestion.parsers.office.markup import CX, DGM, A, C, Node, R, target
from ingestion.parsers.office.pictures import is_large, picture
from ingestion.parsers.office.smart_art import smart_art
from ingestion.parsers.slides.paragraphs import paragraph_text

P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"


def framed(box: Any, part: Any, left_out: LeftOut, place: str) -> Iterator[Element]:
    """The elements of a shape without its own text frame."""
    node: Node = box._element
    for table in node.iter(f"{A}tbl"):
        yield from grids.table(*_cells(table))
    for found in node.iter(f"{C}chart", f"{CX}chart"):
        xml = target(part, found.get(f"{R}id"))
        yield from _or_unread(chart(xml) if xml else [], "chart of unknown values", left_out, place)
    for found in node.iter(f"{DGM}relIds"):
        xml = target(part, found.get(f"{R}dm"))
        yield from _or_unread(smart_art(xml) if xml else [], "diagram", left_out, place)
    for found in node.iter(f"{P}oleObj"):
        kind = found.get("progId", "unknown")
        equation = kind.startswith("Equation.")
        left_out.unread("equation of an old kind" if equation else f"object of {kind}", place)
    if node.tag == f"{P}pic":
        yield from _picture(node, left_out, place)


def _or_unread(found: list[Element], what: str, left_out: LeftOut, place: str) -> Iterator[Element]:
    if not found:
        left_out.unread(what, place)
    yield from found


def _cells(table: Node) -> tuple[list[Cell], int]:
    """The cells of a table, and whether its first row is marked as a header."""
    found = []
    for number, row in enumerate(table.iterchildren(f"{A}tr")):
        for column, cell in enumerate(row.iterchildren(f"{A}tc")):
            if not {cell.get("hMerge"), cell.get("vMerge")} & {"1", "true"}:
                text = " ".join(
                    filter(None, (paragraph_text(p).strip() for p in cell.iter(f"{A}p")))
                )
                spans = (_span(cell, "rowSpan"), _span(cell, "gridSpan"))
                found.append(Cell(text, number, column, *spans))
    return found, 0


def _span(cell: Node, name: str) -> int:
    span = cell.get(name, "1")
    return max(1, int(span)) if span.isdecimal() and len(span) < 5 else 1


def _picture(node: Node, left_out: LeftOut, place: str) -> Iterator[Element]:
    if next(node.iter(f"{A}videoFile", f"{A}audioFile"), None) is not None:
        left_out.unread("video or sound", place)
    elif is_large(node.find(f"{P}spPr/{A}xfrm/{A}ext")):
        yield from picture(node.find(f"{P}nvPicPr/{P}cNvPr"), left_out, place)
