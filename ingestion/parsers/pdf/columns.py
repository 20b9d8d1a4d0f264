"""Pages set in two columns: their lines in reading order, whatever the order in the file."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from ingestion.parsers.pdf.lines import Line, Page

MIDDLE = (0.35, 0.65)  # of the page's width, where the space between columns may be
STEP = 3.0  # points between the places that are tried
FEWEST = 8  # lines of a column
CROSSING = 0.25  # of all lines may go across: the title, a wide figure's caption
FILLED = 0.6  # of a column's width, by half of its lines; cells of a table are shorter
GUTTER = 0.8  # em; narrower gaps within a line are spaces


def in_columns(page: Page) -> list[Line] | None:
    """The lines of the left column, then those of the right one, between lines that go across.

    None for a page that is not set in two columns.
    """
    low = MIDDLE[0] * page.width
    if len([1 for of in page.lines if of.x0 >= low or of.gap > GUTTER * of.size]) < FEWEST:
        return None
    parts: list[Line] = []
    for line in page.lines:
        parts += _parts(line, page.width) if line.gap > GUTTER * line.size else [line]
    middle = _middle(parts, page.width)
    if middle is None:
        return None
    heights = sorted(-part.y for part in parts if _across(part, middle))

    def place(part: Line) -> tuple[int, bool]:
        band = 2 * bisect_left(heights, -part.y)
        return (band + 1, False) if _across(part, middle) else (band, part.x0 >= middle)

    return sorted(parts, key=place)


def _parts(line: Line, width: float) -> Iterator[Line]:
    """A line with a wide gap, split at those that may be the space between two columns."""
    low, high = (share * width for share in MIDDLE)
    words = [line.words[0]]
    for before, word in pairwise(line.words):
        wide = word.x0 - before.x1 > GUTTER * line.size
        if wide and word.x0 > low and before.x1 < high:
            yield Line(words)
            words = []
        words.append(word)
    yield Line(words)


def _middle(parts: Sequence[Line], width: float) -> float | None:
    """Where fewest lines go across, if there are columns on both sides of it."""
    low, high = (share * width for share in MIDDLE)
    beside = [part for part in parts if part.x0 >= low], [part for part in parts if part.x1 <= high]
    if min(map(len, beside)) < FEWEST:
        return None
    places = [low + STEP * step for step in range(int((high - low) / STEP) + 1)]
    begins, ends = sorted(part.x0 for part in parts), sorted(part.x1 for part in parts)
    best = min(places, key=lambda place: bisect_left(begins, place) - bisect_right(ends, place))
    left = [part for part in parts if part.x1 <= best]
    right = [part for part in parts if part.x0 >= best]
    across = len(parts) - len(left) - len(right)
    if across > CROSSING * len(parts) or not (_is_column(left) and _is_column(right)):
        return None
    return best


def _is_column(lines: Sequence[Line]) -> bool:
    if len(lines) < FEWEST:
        return False
    edge = min(line.x0 for line in lines)
    width = max(line.x1 for line in lines) - edge
    return median(line.x1 - line.x0 for line in lines) >= FILLED * width


def _across(line: Line, place: float) -> bool:
    return line.x0 < place < line.x1
