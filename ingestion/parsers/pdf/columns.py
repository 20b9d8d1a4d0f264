"""Pages set in two columns: their lines in reading order, whatever the order in the file."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from ingestion.parsers.pdf.lines import SPACE, Gap, Line, Page

MIDDLE = (0.35, 0.65)  # of the page's width, where the space between columns may be
STEP = 3.0  # points between the places that are tried
FEWEST = 8  # lines of a column
CROSSING = 0.25  # of all lines may go across: the title, a wide figure's caption
FILLED = 0.6  # of a column's width, by half of its lines; cells of a table are shorter

Extent = tuple[float, float]
"""Where a line or a part of it begins and ends."""


def in_columns(page: Page) -> list[Line] | None:
    """The lines of the left column, then those of the right one, between lines that go across.

    None for a page that is not set in two columns.
    """
    low = MIDDLE[0] * page.width
    if len([1 for of in page.lines if of.x0 >= low or of.gap > SPACE * of.size]) < FEWEST:
        return None
    high = MIDDLE[1] * page.width
    gutters = [_gutters(line, low, high) for line in page.lines]
    middle = _middle(_extents(page.lines, gutters), page.width)
    if middle is None:
        return None
    parts: list[Line] = []
    for line, gaps in zip(page.lines, gutters, strict=True):
        parts += _parts(line, gaps) if gaps else [line]
    heights = sorted(-part.y for part in parts if _across(part, middle))

    def place(part: Line) -> tuple[int, bool]:
        band = 2 * bisect_left(heights, -part.y)
        return (band + 1, False) if _across(part, middle) else (band, part.x0 >= middle)

    return sorted(parts, key=place)


def _gutters(line: Line, low: float, high: float) -> list[Gap]:
    """The gaps of a line that may be the space between two columns."""
    if line.gap <= SPACE * line.size:  # as most lines
        return []
    return [gap for gap in line.gaps if gap[2] > low and gap[1] < high]


def _extents(lines: Sequence[Line], gutters: Sequence[Sequence[Gap]]) -> list[Extent]:
    """The extents of the lines, parted at their gaps."""
    found: list[Extent] = []
    for line, gaps in zip(lines, gutters, strict=True):
        left = line.x0
        for _, end, after in gaps:
            found.append((left, end))
            left = after
        found.append((left, line.x1))
    return found


def _parts(line: Line, gaps: Sequence[Gap]) -> Iterator[Line]:
    """A line, parted at its gaps."""
    ends = (at for at, _, _ in gaps)
    for start, end in pairwise((0, *ends, len(line.words))):
        yield Line(line.words[start:end])


def _middle(parts: Sequence[Extent], width: float) -> float | None:
    """Where fewest lines go across, if there are columns on both sides of it."""
    low, high = (share * width for share in MIDDLE)
    begins, ends = sorted(x0 for x0, _ in parts), sorted(x1 for _, x1 in parts)
    if begins[-FEWEST] < low or ends[FEWEST - 1] > high:  # too few on one side
        return None
    places = [low + STEP * step for step in range(int((high - low) / STEP) + 1)]
    best = min(places, key=lambda place: bisect_left(begins, place) - bisect_right(ends, place))
    left = [part for part in parts if part[1] <= best]
    right = [part for part in parts if part[0] >= best]
    across = len(parts) - len(left) - len(right)
    if across > CROSSING * len(parts) or not (_is_column(left) and _is_column(right)):
        return None
    return best


def _is_column(parts: Sequence[Extent]) -> bool:
    if len(parts) < FEWEST:
        return False
    edge = min(x0 for x0, _ in parts)
    width = max(x1 for _, x1 in parts) - edge
    return median(x1 - x0 for x0, x1 in parts) >= FILLED * width


def _across(line: Line, place: float) -> bool:
    return line.x0 < place < line.x1
