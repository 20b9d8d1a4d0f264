"""Paragraphs and list items of a PDF page, their lines joined to running text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingestion.elements import Element
from ingestion.parsers.pdf.layout import BULLET, gap, starts_item
from ingestion.parsers.pdf.lines import Cell, Line
from ingestion.parsers.pdf.page_tables import read_table
from ingestion.parsers.pdf.view import TOLERANCE, Spellings, View

NARROW = 15  # em


def read_item(view: View, start: int) -> tuple[Element, int] | None:
    first = view.lines[start]
    if not starts_item(first):
        return None
    mark, _, text = first.text.partition(" ")
    body = Cell(text, first.begins(1), first.x1)
    end = start + 1
    while end < len(view.lines) and _continues_item(view, start, body, end):
        end += 1
    whole = _prose(body, view.lines[start + 1 : end], view)
    marker = "-" if BULLET.fullmatch(mark) else mark
    return Element("list_item", f"{marker} {whole}", page=view.page), end


def _continues_item(view: View, start: int, body: Cell, place: int) -> bool:
    first, line = view.lines[start], view.lines[place]
    hanging = line.x0 > first.x0 + TOLERANCE
    full = hanging or not _fits(view, place)
    return full and _continues(view, place) and line.x0 <= body.x0 + TOLERANCE


def read_paragraph(view: View, start: int) -> tuple[Element, int]:
    lines, end = view.lines, start + 1
    while end < len(lines) and _continues(view, end):
        if not _aligned(lines[end - 1], lines[end], first=end == start + 1):
            break
        end += 1
    text = _prose(lines[start], lines[start + 1 : end], view)
    return Element("paragraph", text, page=view.page), end


def _aligned(above: Line, line: Line, *, first: bool) -> bool:
    """Whether a line is flush with the one above, or centred; below the first line of a paragraph
    it may begin further left."""
    shift = line.x0 - above.x0
    if abs(shift) <= TOLERANCE or (first and -4 * line.size < shift < 0):
        return True
    return abs(shift + line.x1 - above.x1) <= 2 * TOLERANCE


def _continues(view: View, place: int) -> bool:
    """Whether a line belongs to the same text as the one above it."""
    above, line = view.lines[place - 1], view.lines[place]
    program = line.mono and not (above.mono or _ends(above) or _begins_program(view, place))
    return (
        0 < gap(above, line) <= view.measure.leading * 1.3
        and abs(above.size - line.size) <= 0.12 * above.size
        and (not line.mono or program)
        and not starts_item(line)
        and not view.begins_heading(place)
        and not (line.parted and read_table(view, place))
    )


def _begins_program(view: View, place: int) -> bool:
    below = view.lines[place + 1 : place + 2]
    return bool(below) and below[0].mono


def _ends(line: Line) -> bool:
    return line.text.endswith((".", ":", "!", "?"))


def _prose(first: Line | Cell, lines: Sequence[Line], view: View) -> str:
    """The lines as running text; a break stays where the next word would have fitted before it."""
    text, above = first.text, first
    for line in lines:
        more = line.text
        if text.endswith("-") and text[-2:-1].islower() and more[:1].islower():
            text = _unhyphenated(text, more, view.words)
        else:
            text += ("\n" if _room(above, line, view) else " ") + more
        above = line
    return text


def _unhyphenated(text: str, more: str, words: Spellings) -> str:
    """Join a word parted over a line's end; a compound known to the document keeps its hyphen."""
    head, tail = re.split(r"\s", text)[-1], re.split(r"\s", more)[0]
    compound = (head + tail).strip(".,;:!?()\"'").lower()
    keep = compound in words and compound.replace("-", "") not in words
    return (text if keep else text[:-1]) + more


def _fits(view: View, place: int) -> bool:
    return _room(view.lines[place - 1], view.lines[place], view)


def _room(above: Line | Cell, line: Line, view: View) -> bool:
    """Whether the first word of `line` would have fitted at the end of the line above.

    In a narrow column or on a slide few lines are full: if a line does not go on in lower case,
    the break is its author's.
    """
    edge = max(view.edge(line.x0), above.x1, line.x1)
    narrow = edge - min(above.x0, line.x0) < NARROW * line.size or not view.headings
    if narrow:
        return not line.text[0].islower()
    return above.x1 + (line.head - line.x0) + 1.2 * line.size < edge
