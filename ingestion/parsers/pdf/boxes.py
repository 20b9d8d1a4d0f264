"""Boxes beside each other on a slide: the lines of each together, in whatever order they come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from ingestion.parsers.pdf.layout import joined_rows, starts_item
from ingestion.parsers.pdf.lines import Line
from ingestion.parsers.pdf.wrapped_cells import wrapped_rows

GUTTER = 1.5  # em between two boxes
ALIKE = 1.0  # points by which the baselines of a table's row may differ
ALIGNED = 0.7  # of the lines of a box, which begin at its edge or at that of its list
MOST = 100  # lines of a slide with boxes
LONGEST = 60  # characters of a name
AROUND = ((0, 0), (1, 0), (2, 0), (0, 1))  # lines above and below


def in_boxes(lines: Sequence[Line], edge: float) -> list[Sequence[Line]]:
    """The lines of each box, from left to right; all lines unchanged if the file does not mix
    boxes up.

    `edge` is the position right of which no line begins on a slide with one box.
    """
    beside = sum(line.x0 > edge or line.gap > GUTTER * line.size for line in lines)
    if beside < 2 or len(lines) > MOST or _has_table(lines):
        return [lines]
    parts = [part for line in lines for part in _parts(line)]
    if not _aligned([part for part in parts if part.x0 > edge]):
        return [lines]
    for above, below in AROUND:
        if found := _between(parts, above, below):
            return found
    return [lines]


def _has_table(lines: Sequence[Line]) -> bool:
    return any(line.parted and wrapped_rows(lines, at) for at, line in enumerate(lines))


def named(box: Sequence[Line]) -> tuple[str, Sequence[Line]]:
    """The name of a box, a first line that stands out, and what is below it; "" for none."""
    first, *rest = box
    if len(rest) < 2 or starts_item(first) or first.mono or len(first.text) > LONGEST:
        return "", box
    usual = median(line.size for line in rest)
    bold = first.bold and not all(line.bold for line in rest)
    return (first.text, rest) if bold or first.size >= 1.1 * usual else ("", box)


def _between(parts: Sequence[Line], above: int, below: int) -> list[Sequence[Line]]:
    """Boxes between so many lines that go across; empty if there are none."""
    down = sorted(parts, key=lambda part: -part.y) if above or below else list(parts)
    across = {id(part) for part in (*down[:above], *down[len(down) - below :])}
    inner = [part for part in parts if id(part) not in across]
    sides = _beside(inner)
    if not sides:
        return []
    if _are_boxes(*sides):
        cut = [box for side in sides for box in _cut(side)] if _mixed(inner, *sides) else []
    else:
        cut = [_down(inner)] if _are_columns(*sides) else []
    whole = (down[:above], *cut, down[len(down) - below :] if below else [])
    return [box for box in whole if box] if cut else []


def _cut(side: Sequence[Line]) -> list[list[Line]]:
    """The boxes of a side, which may be several again."""
    sides = _beside(side)
    if not sides or not _are_boxes(*sides):
        return [_down(side)]
    return [box for inner in sides for box in _cut(inner)]


def _parts(line: Line) -> Iterator[Line]:
    """A line, split at gaps that may be the space between two boxes."""
    if line.gap <= GUTTER * line.size or line.mono:
        yield line
        return
    words = [line.words[0]]
    for before, word in pairwise(line.words):
        if word.x0 - before.x1 > GUTTER * line.size:
            yield Line(words)
            words = []
        words.append(word)
    yield Line(words)


def _down(parts: Sequence[Line]) -> list[Line]:
    return joined_rows(sorted(parts, key=lambda part: (-round(part.y), part.x0)))


def _beside(parts: Sequence[Line]) -> tuple[list[Line], list[Line]] | None:
    """The lines on both sides of the widest space that none of them crosses."""
    if len(parts) < 4:
        return None
    right, best, widest = float("-inf"), 0.0, GUTTER * median(part.size for part in parts)
    for part in sorted(parts, key=lambda part: part.x0):
        if part.x0 - right > widest and right > float("-inf"):
            best, widest = (right + part.x0) / 2, part.x0 - right
        right = max(right, part.x1)
    sides = [p for p in parts if p.x1 <= best], [p for p in parts if p.x0 >= best]
    return sides if min(map(len, sides)) >= 2 and all(map(_aligned, sides)) else None


def _mixed(parts: Sequence[Line], left: Sequence[Line], right: Sequence[Line]) -> bool:
    """Whether the file goes to and fro between two boxes, or up and down in one."""
    edge = min(line.x0 for line in right)
    turns = sum((a.x0 < edge) != (b.x0 < edge) for a, b in pairwise(parts))
    upwards = any(a.y + ALIKE < b.y for side in (left, right) for a, b in pairwise(side))
    return upwards or turns >= max(3, min(len(left), len(right)))


def _aligned(side: Sequence[Line]) -> bool:
    """Whether lines have edges in common, as in a box and not in a drawing."""
    edges = Counter(round(line.x0 / 2) for line in side)
    shared = sum(lines for _, lines in edges.most_common(2))
    return len(side) <= 2 or (shared >= ALIGNED * len(side) and len(edges) < len(side))


def _are_boxes(left: Sequence[Line], right: Sequence[Line]) -> bool:
    """Whether two sides are separate texts, not the columns of a table."""
    listed = [sum(starts_item(line) for line in side) for side in (left, right)]
    if min(listed) >= 1 and max(listed) >= 2:
        return True
    fewer, more = sorted((left, right), key=len)
    rows = sum(any(abs(a.y - b.y) <= ALIKE for b in more) for a in fewer)
    return rows <= len(fewer) / 2


def _are_columns(left: Sequence[Line], right: Sequence[Line]) -> bool:
    """Whether two sides are the columns of a table: a cell beside each cell, at one edge."""
    edges = {round(line.x0) for side in (left, right) for line in side}
    rows = sum(any(abs(a.y - b.y) <= ALIKE for b in right) for a in left)
    return len(edges) == 2 and rows == len(left) == len(right)
