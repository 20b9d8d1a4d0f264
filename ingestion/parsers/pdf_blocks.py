"""Readers of a PDF page: each takes the lines from one place on and gives the element that
begins there and the place after it, or nothing. They are asked in order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingestion.elements import Element
from ingestion.parsers.pdf_layout import (
    BULLET,
    Metrics,
    cells,
    depth,
    gap,
    is_heading,
    starts_item,
)
from ingestion.parsers.pdf_text import Line, Word
from ingestion.parsers.tables import markdown_table

Found = tuple[Element, int]
NARROW = 15  # em
TOLERANCE = 3.0  # points by which equal edges may differ


@dataclass(frozen=True, slots=True)
class View:
    """The lines of one page, what is usual in its document, and the document's vocabulary."""

    page: int
    lines: Sequence[Line]
    measure: Metrics
    words: frozenset[str]
    headings: bool  # whether size and weight make headings; on slides only the title is one


def elements(view: View) -> Iterator[Element]:
    """All elements of a page, in reading order."""
    place = 0
    while place < len(view.lines):
        found = (reader(view, place) for reader in READERS)
        element, place = next(result for result in found if result)
        yield element


def _heading(view: View, start: int) -> Found | None:
    if not _begins_heading(view, start):
        return None
    first, end = view.lines[start], start + 1
    while end < len(view.lines) and _continues_heading(view, end):
        end += 1
    text = " ".join(line.text for line in view.lines[start:end])
    return Element("heading", text, level=_rank(first, depth(text)), page=view.page), end


def _begins_heading(view: View, place: int) -> bool:
    above = view.lines[place - 1] if place else None
    return view.headings and is_heading(view.lines[place], above, view.measure)


def _continues_heading(view: View, place: int) -> bool:
    above, line = view.lines[place - 1], view.lines[place]
    alike = line.size == above.size and line.bold == above.bold and not line.mono
    near = 0 < gap(above, line) <= view.measure.leading * 1.1
    return alike and near and not depth(line.text) and len(line.text) <= 150


def _rank(line: Line, deep: int) -> int:
    """An order of headings: the larger first, then by the depth of their numbers."""
    return round((1_000 - line.size) * 100) + deep


def _table(view: View, start: int) -> Found | None:
    end = start
    while end < len(view.lines) and _in_table(view, start, end):
        end += 1
    rows = [line for line in view.lines[start:end] if len(cells(line)) > 1]
    columns = _columns(rows)
    if len(rows) < 2 or len(columns) < 2:
        return None
    grid: list[list[str]] = []
    for line in view.lines[start:end]:
        row = _row(line, columns)
        if not grid or (row[0] and len(cells(line)) > 1):
            grid.append(row)
        else:
            grid[-1] = [f"{above} {more}".strip() for above, more in zip(grid[-1], row, strict=True)]
    return Element("table", markdown_table(grid), page=view.page), end


def _in_table(view: View, start: int, place: int) -> bool:
    """Whether the line is a row, or goes on with one of its cells."""
    line = view.lines[place]
    parted = len(cells(line)) > 1
    if line.mono and not _among_rows(view, place):
        return False
    if starts_item(line) and not _under(view.lines[start:place], line):
        return False
    if place == start:
        return parted
    step = gap(view.lines[place - 1], line)
    if parted:
        return 0 < step <= 3.5
    rows = view.lines[start:place]
    right = line.x0 > min(row.x0 for row in rows) + line.size
    whole = pairwise(row for row in rows if len(cells(row)) > 1)
    pitch = min((gap(above, below) for above, below in whole), default=0.0)
    return 0 < step <= view.measure.leading * 1.1 and (right or step < 0.8 * pitch)


def _among_rows(view: View, place: int) -> bool:
    """Whether a line of code, next to a line of prose, shares its columns."""
    beside = [*view.lines[max(place - 1, 0) : place], *view.lines[place + 1 : place + 2]]
    return _under([line for line in beside if not line.mono], view.lines[place])


def _under(rows: Sequence[Line], line: Line) -> bool:
    """Whether a line's second cell stands under one of the rows above: "-" may be a cell too."""
    parts = cells(line)[1:2]
    edges = [part[0].x0 for row in rows for part in cells(row)[1:]]
    return any(abs(part[0].x0 - edge) <= TOLERANCE for part in parts for edge in edges)


def _columns(rows: Sequence[Line]) -> list[float]:
    """Left edges that cells of at least two rows share."""
    edges = sorted(part[0].x0 for row in rows for part in cells(row))
    return [
        edge
        for before, edge, after in zip([-1e9, *edges], edges, [*edges[1:], 1e9], strict=False)
        if edge - before > TOLERANCE and after - edge <= TOLERANCE
    ]


def _row(line: Line, columns: Sequence[float]) -> list[str]:
    row = [""] * len(columns)
    for part in cells(line):
        column = max(sum(edge <= part[0].x0 + TOLERANCE for edge in columns) - 1, 0)
        row[column] = f"{row[column]} {_words(part)}".strip()
    return row


def _code(view: View, start: int) -> Found | None:
    end = start
    while end < len(view.lines) and _in_code(view, start, end):
        end += 1
    if end == start:
        return None
    return Element("code", _program(view.lines[start:end]), page=view.page), end


def _in_code(view: View, start: int, place: int) -> bool:
    line = view.lines[place]
    return line.mono and (place == start or 0 < gap(view.lines[place - 1], line) <= 3)


def _program(lines: Sequence[Line]) -> str:
    """The lines of a program, each word in the column where it stands; blank lines included."""
    words = [word for line in lines for word in line.words if len(word.text) > 2]
    width = median((word.x1 - word.x0) / len(word.text) for word in words or lines[0].words)
    left = min(line.x0 for line in lines)
    steps = [above.y - below.y for above, below in pairwise(lines)]
    text = [_columns_of(lines[0], left, width)]
    for line, step in zip(lines[1:], steps, strict=True):
        blank = round(step / min(steps)) - 1
        text += [""] * min(blank, 2) + [_columns_of(line, left, width)]
    return "\n".join(text)


def _columns_of(line: Line, left: float, width: float) -> str:
    text = ""
    for word in line.words:
        column = round((word.x0 - left) / max(width, 0.1))
        text = text.ljust(max(column, len(text) + bool(text.strip()))) + word.text
    return text


def _item(view: View, start: int) -> Found | None:
    first = view.lines[start]
    if not starts_item(first):
        return None
    mark = first.words[0].text
    end = start + 1
    while end < len(view.lines) and _continues_item(view, start, end):
        end += 1
    body = Line(first.words[1:])
    text = _prose([body, *view.lines[start + 1 : end]], view)
    marker = "-" if BULLET.fullmatch(mark) else mark
    return Element("list_item", f"{marker} {text}", page=view.page), end


def _continues_item(view: View, start: int, place: int) -> bool:
    first, line = view.lines[start], view.lines[place]
    hanging = line.x0 > first.x0 + TOLERANCE
    full = hanging or not _fits(view, place)
    return full and _continues(view, place) and line.x0 <= first.words[1].x0 + TOLERANCE


def _paragraph(view: View, start: int) -> Found:
    end = start + 1
    while end < len(view.lines) and _continues(view, end) and _aligned(view, start, end):
        end += 1
    return Element("paragraph", _prose(view.lines[start:end], view), page=view.page), end


def _aligned(view: View, start: int, place: int) -> bool:
    """Whether a line begins where the paragraph does, indented first line apart, or is centred."""
    above, line = view.lines[place - 1], view.lines[place]
    shift = line.x0 - above.x0
    indented = place == start + 1 and -4 * line.size < shift < 0
    centred = abs(shift + line.x1 - above.x1) <= 2 * TOLERANCE
    return indented or centred or abs(shift) <= TOLERANCE


def _continues(view: View, place: int) -> bool:
    """Whether a line belongs to the same text as the one above it."""
    above, line = view.lines[place - 1], view.lines[place]
    program = line.mono and not (above.mono or _ends(above) or _begins_program(view, place))
    return (
        0 < gap(above, line) <= view.measure.leading * 1.3
        and abs(above.size - line.size) <= 0.12 * above.size
        and (not line.mono or program)
        and not starts_item(line)
        and not _begins_heading(view, place)
    )


def _begins_program(view: View, place: int) -> bool:
    below = view.lines[place + 1 : place + 2]
    return bool(below) and below[0].mono


def _ends(line: Line) -> bool:
    return line.text.endswith((".", ":", "!", "?"))


def _prose(lines: Sequence[Line], view: View) -> str:
    """The lines as running text; a break stays where the next word would have fitted before it."""
    text = _words(lines[0].words)
    for above, line in pairwise(lines):
        more = _words(line.words)
        if re.search(r"[a-z]-$", text) and more[:1].islower():
            text = _unhyphenated(text, more, view.words)
        else:
            text += ("\n" if _room(above, line, view) else " ") + more
    return text


def _unhyphenated(text: str, more: str, words: frozenset[str]) -> str:
    """Join a word hyphenated over a line's end; a compound known to the document keeps its hyphen."""
    head, tail = re.split(r"\s", text)[-1], re.split(r"\s", more)[0]
    compound = (head + tail).strip(".,;:!?()\"'").lower()
    keep = compound in words and compound.replace("-", "") not in words
    return (text if keep else text[:-1]) + more


def _fits(view: View, place: int) -> bool:
    return _room(view.lines[place - 1], view.lines[place], view)


def _room(above: Line, line: Line, view: View) -> bool:
    """Whether the first word of `line` would have fitted at the end of the line above.

    In a narrow column or on a slide little is filled: where a line does not go on in lower case,
    the break is its author's.
    """
    column = (other for other in view.lines if abs(other.x0 - line.x0) <= TOLERANCE)
    edge = max([other.x1 for other in column if not other.mono] + [above.x1, line.x1])
    word = line.words[0]
    narrow = edge - min(above.x0, line.x0) < NARROW * line.size or not view.headings
    if narrow:
        return not word.text[0].islower()
    return above.x1 + (word.x1 - word.x0) + 1.2 * line.size < edge


def _words(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)


READERS = (_heading, _table, _code, _item, _paragraph)
