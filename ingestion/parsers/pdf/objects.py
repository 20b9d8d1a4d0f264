"""Pictures and drawings on a PDF page, besides its text layer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as raw

from ingestion.parsers.pdf.drawings import STROKE, drawn
from ingestion.parsers.pdf.inventory import Inventory
from ingestion.parsers.pdf.places import Bounds, area, nested, place, placed, sides
from ingestion.parsers.pdf.words_in_python import Size

PICTURE = 0.25  # of a page without text; less is decoration
LARGE = 72  # points of a side of a picture that may show something
REPEATED = 3  # pages with a picture at the same place: a logo, a background


@dataclass(frozen=True, slots=True)
class Shown:
    """The pictures and drawings of a page with text, by their places; or what a page without text
    is."""

    pictures: Sequence[Bounds] = ()
    drawings: Sequence[Bounds] = ()
    is_picture: bool = False
    is_drawing: bool = False


NOTHING = Shown()


def shown(page: Any, size: Size, there: Inventory, has_text: bool) -> Shown:
    """The pictures and drawings of a page; only pages without text are examined closely."""
    counts = there.counts
    framed = counts[raw.FPDF_PAGEOBJ_FORM]
    if has_text:
        pictures = _pictures(page) if counts[raw.FPDF_PAGEOBJ_IMAGE] else ()
        around = drawn(page, size, there.paths, framed > 0) if framed or there.paths else None
        return Shown(pictures, (around,) if around else ())
    if not (framed or counts[raw.FPDF_PAGEOBJ_IMAGE] or counts[raw.FPDF_PAGEOBJ_PATH]):
        return NOTHING
    width, height = size
    covered = sum(area(b) for b in nested(page, raw.FPDF_PAGEOBJ_IMAGE))
    if covered > PICTURE * width * height:
        return Shown(is_picture=True)
    strokes = [b for b in nested(page, raw.FPDF_PAGEOBJ_PATH) if min(sides(b)) >= STROKE]
    return Shown(is_drawing=any(area(b) < 0.9 * width * height for b in strokes))


def lone_pictures(pages: Sequence[Shown]) -> list[int]:
    """The numbers of pages with pictures, once for each; backgrounds and logos do not count."""
    return _lone([page.pictures for page in pages])


def lone_drawings(pages: Sequence[Shown]) -> list[int]:
    """The numbers of pages with drawings beside their text; what every page has does not count."""
    return _lone([page.drawings for page in pages])


def _lone(pages: Sequence[Sequence[Bounds]]) -> list[int]:
    places = Counter(place(bounds) for page in pages for bounds in page)
    return [
        number
        for number, page in enumerate(pages, start=1)
        for bounds in page
        if places[place(bounds)] < REPEATED
    ]


def _pictures(page: Any) -> list[Bounds]:
    """The places of large pictures; only those that are in no group."""
    return [bounds for _, bounds in placed(page, raw.FPDF_PAGEOBJ_IMAGE, LARGE)]
