"""Programs on a PDF page: lines in a fixed-width font, each word in its column."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from ingestion.elements import Element
from ingestion.parsers.pdf.layout import gap
from ingestion.parsers.pdf.lines import Line
from ingestion.parsers.pdf.view import View


def read_code(view: View, start: int) -> tuple[Element, int] | None:
    lines = view.lines
    if not lines[start].mono:
        return None
    end = start + 1
    while end < len(lines) and lines[end].mono and 0 < gap(lines[end - 1], lines[end]) <= 3:
        end += 1
    return Element("code", _program(lines[start:end]), page=view.page), end


def _program(lines: Sequence[Line]) -> str:
    """The lines of a program, each word in its column; blank lines included."""
    measured = [
        (line.head - line.x0) / long
        for line in lines
        if (long := len(line.text.split(" ", 1)[0])) > 2
    ] or [(word.x1 - word.x0) / len(word.text) for line in lines for word in line.words]
    width = max(median(measured), 0.1)
    left = min(line.x0 for line in lines)
    steps = [above.y - below.y for above, below in pairwise(lines)]
    least = min(steps, default=0.0)
    text = [_columns_of(lines[0], left, width)]
    for line, step in zip(lines[1:], steps, strict=True):
        if (blank := round(step / least) - 1) > 0:
            text += [""] * min(blank, 2)
        text.append(_columns_of(line, left, width))
    return "\n".join(text)


def _columns_of(line: Line, left: float, width: float) -> str:
    indent = " " * round((line.x0 - left) / width)
    if line.gap < 1.5 * width:
        return indent + line.text
    text = ""
    for word in line.words:
        column = round((word.x0 - left) / width)
        text = text.ljust(max(column, len(text) + bool(text.strip()))) + word.text
    return text
