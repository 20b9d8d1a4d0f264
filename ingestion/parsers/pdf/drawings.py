"""Drawings beside the text of a PDF page: lines, curves and bars that are no rules or boxes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise
from typing import Any

import pypdfium2.raw as raw

from ingestion.parsers.pdf.path_points import Point, points_of
from ingestion.parsers.pdf.places import (
    BOX,
    DRAWN,
    LOOKED_AT,
    RULE,
    Bounds,
    Path,
    among,
    placed,
    sides,
)
from ingestion.parsers.pdf.words_in_python import Size

STROKE = 20  # points of a side of what may be drawn or written by hand
LEAST = (36, 72)  # points of the sides of a drawing that may show something
WHOLE = 0.9  # of the page: a background
EDGE = 0.02  # of a path's size; a point nearer to its edge lies on it
SLOPED = 0.1  # of a path's size, along both sides
BARS = 3  # boxes of different heights that stand side by side
LEAST_BOX = 2  # points of a side; a rule is thinner
DEPTH = 3  # groups within groups


def drawn(page: Any, size: Size, paths: Iterable[Path], framed: bool) -> Bounds | None:
    """The place of the drawings on a page with some paths; None if there are only rules, boxes and
    frames.

    `framed`: whether it has groups, which are looked into.
    """
    width, height = size
    whole = WHOLE * width * height
    found: list[Bounds] = []
    boxes: list[Bounds] = []
    inner = _in_groups(page) if framed else ()
    for left, low, right, high, kind in chain(paths, inner):
        if kind != RULE and (right - left) * (high - low) < whole:
            (found if kind == DRAWN else boxes).append((left, low, right, high))
    around = _around(found or _bars(boxes))
    return around if around and _is_large(around) else None


def is_drawn(points: Sequence[Point]) -> bool:
    """Whether a path is more than a box, which may have round corners: it has points within, goes
    aslant or is round."""
    if len(points) < 2:
        return False
    across, up, kinds = zip(*points, strict=True)
    if raw.FPDF_SEGMENT_LINETO not in kinds:
        return True
    left, right, low, high = min(across), max(across), min(up), max(up)
    near, flat = EDGE * (right - left), EDGE * (high - low)
    if any(left + near < x < right - near and low + flat < y < high - flat for x, y, _ in points):
        return True
    wide, tall = SLOPED * (right - left), SLOPED * (high - low)
    return any(
        kind == raw.FPDF_SEGMENT_LINETO and abs(x - x0) > wide and abs(y - y0) > tall
        for (x0, y0, _), (x, y, kind) in pairwise(points)
    )


def kind_of(path: Any, bounds: Bounds) -> float:
    """Whether a path is a rule, a box or drawn."""
    side = min(sides(bounds))
    if side < LEAST_BOX:
        return RULE
    return DRAWN if side >= STROKE and is_drawn(points_of(path)) else BOX


def _in_groups(page: Any) -> Iterator[Path]:
    """The paths in groups."""
    groups = placed(page, raw.FPDF_PAGEOBJ_FORM, STROKE)
    for _ in range(DEPTH):
        inner: list[tuple[Any, Bounds]] = []
        for group, _ in groups:
            asked = group, raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject
            for path, bounds in among(*asked, raw.FPDF_PAGEOBJ_PATH):
                yield (*bounds, kind_of(path, bounds))
            inner += among(*asked, raw.FPDF_PAGEOBJ_FORM)
        groups = inner[:LOOKED_AT]


def _bars(boxes: Sequence[Bounds]) -> list[Bounds]:
    """Boxes that stand on one line, or begin at one, and differ in height, or in length."""
    if len(boxes) < BARS:
        return []
    rows: dict[tuple[str, int], list[tuple[float, Bounds]]] = defaultdict(list)
    for box in boxes:
        across, up = sides(box)
        rows["on", round(box[1])].append((up, box))
        rows["from", round(box[0])].append((across, box))
    found = [row for row in rows.values() if len({round(size) for size, _ in row}) >= BARS]
    return [box for row in found[:1] for _, box in row]


def _around(found: Sequence[Bounds]) -> Bounds | None:
    if not found:
        return None
    lefts, lows, rights, highs = zip(*found, strict=True)
    return min(lefts), min(lows), max(rights), max(highs)


def _is_large(bounds: Bounds) -> bool:
    short, long = sorted(sides(bounds))
    return short >= LEAST[0] and long >= LEAST[1]
