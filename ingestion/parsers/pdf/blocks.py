"""A PDF page as elements: readers are asked in order what begins at a line. Each gives the element
and the place after it, or nothing."""

from __future__ import annotations

from collections.abc import Iterator

from ingestion.elements import Element
from ingestion.parsers.pdf.code import read_code
from ingestion.parsers.pdf.layout import depth, gap
from ingestion.parsers.pdf.lines import Line
from ingestion.parsers.pdf.page_tables import read_table
from ingestion.parsers.pdf.prose import read_item, read_paragraph
from ingestion.parsers.pdf.view import View
from ingestion.parsers.pdf.wrapped_cells import read_wrapped


def elements(view: View) -> Iterator[Element]:
    """All elements of a page, in reading order."""
    place, end = 0, len(view.lines)
    while place < end:
        for reader in READERS:
            if found := reader(view, place):
                element, place = found
                yield element
                break


def read_heading(view: View, start: int) -> tuple[Element, int] | None:
    if not view.begins_heading(start):
        return None
    first, end = view.lines[start], start + 1
    while end < len(view.lines) and _continues_heading(view, end):
        end += 1
    text = " ".join(line.text for line in view.lines[start:end])
    return Element("heading", text, level=_rank(first, depth(text)), page=view.page), end


def _continues_heading(view: View, place: int) -> bool:
    above, line = view.lines[place - 1], view.lines[place]
    alike = line.size == above.size and line.bold == above.bold and not line.mono
    near = 0 < gap(above, line) <= view.measure.leading * 1.1
    return alike and near and not depth(line.text) and len(line.text) <= 150


def _rank(line: Line, deep: int) -> int:
    """An order of headings: the larger first, then by the depth of their numbers."""
    return round((1_000 - line.size) * 100) + deep


READERS = (read_heading, read_table, read_wrapped, read_code, read_item, read_paragraph)
