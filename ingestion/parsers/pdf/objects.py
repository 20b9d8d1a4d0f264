"""Pictures and drawings on a PDF page, besides its text layer."""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Sequence
from ctypes import c_float, c_int, c_void_p
from dataclasses import dataclass
from functools import lru_cache

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingestion.parsers.pdf import native_library

TYPES = 6  # pdfium's kinds of objects, from 0
PICTURE = 0.25  # of a page without text; less is decoration
LARGE = 72  # points of a side of a picture that may show something
STROKE = 20  # points of a side of what may be drawn or written by hand
REPEATED = 3  # pages with a picture at the same place: a logo, a background

Bounds = tuple[float, float, float, float]  # left, bottom, right, top


@dataclass(frozen=True, slots=True)
class Shown:
    """The pictures of a page with text, by their places; or what a page without text is."""

    pictures: Sequence[Bounds] = ()
    is_picture: bool = False
    is_drawing: bool = False


NOTHING = Shown()


def shown(page: pdfium.PdfPage, has_text: bool) -> Shown:
    """The pictures and drawings of a page; only pages without text are examined closely."""
    counts = _counts(page)
    framed = counts[raw.FPDF_PAGEOBJ_FORM]
    if has_text:
        return Shown(_pictures(page)) if counts[raw.FPDF_PAGEOBJ_IMAGE] else NOTHING
    if not (framed or counts[raw.FPDF_PAGEOBJ_IMAGE] or counts[raw.FPDF_PAGEOBJ_PATH]):
        return NOTHING
    width, height = page.get_size()
    area = sum(_area(b) for b in _bounds(page, raw.FPDF_PAGEOBJ_IMAGE))
    if area > PICTURE * width * height:
        return Shown(is_picture=True)
    strokes = [b for b in _bounds(page, raw.FPDF_PAGEOBJ_PATH) if min(_sides(b)) >= STROKE]
    return Shown(is_drawing=any(_area(b) < 0.9 * width * height for b in strokes))


def lone_pictures(pages: Sequence[Shown]) -> list[int]:
    """The numbers of pages with pictures, once for each; backgrounds and logos do not count."""
    places = Counter(_place(b) for page in pages for b in page.pictures)
    return [
        number
        for number, page in enumerate(pages, start=1)
        for bounds in page.pictures
        if places[_place(bounds)] < REPEATED
    ]


def _counts(page: pdfium.PdfPage) -> Sequence[int]:
    library = native_library.load()
    if library is None:
        count = raw.FPDFPage_CountObjects(page)
        types = (raw.FPDFPageObj_GetType(raw.FPDFPage_GetObject(page, i)) for i in range(count))
        found = Counter(types)
        return [found[kind] for kind in range(TYPES)]
    counts = (c_int * TYPES)()
    library.count_objects(*_functions(), ctypes.cast(page.raw, c_void_p), counts, TYPES)
    return list(counts)


@lru_cache(maxsize=1)
def _functions() -> tuple[c_void_p, ...]:
    """pdfium's functions in the order of `count_objects` in words.c."""
    asked = (raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject, raw.FPDFPageObj_GetType)
    return tuple(ctypes.cast(function, c_void_p) for function in asked)


def _bounds(page: pdfium.PdfPage, kind: int) -> list[Bounds]:
    """The places of all objects of a kind, those within groups included."""
    return [found.get_bounds() for found in page.get_objects([kind], max_depth=3)]


def _pictures(page: pdfium.PdfPage) -> list[Bounds]:
    """The places of large pictures; only those that are in no group."""
    found: list[Bounds] = []
    sides = [c_float() for _ in range(4)]
    for index in range(raw.FPDFPage_CountObjects(page)):
        shown = raw.FPDFPage_GetObject(page, index)
        if raw.FPDFPageObj_GetType(shown) == raw.FPDF_PAGEOBJ_IMAGE:
            raw.FPDFPageObj_GetBounds(shown, *sides)
            left, bottom, right, top = (side.value for side in sides)
            if min(right - left, top - bottom) >= LARGE:
                found.append((left, bottom, right, top))
    return found


def _sides(bounds: Bounds) -> tuple[float, float]:
    left, bottom, right, top = bounds
    return right - left, top - bottom


def _area(bounds: Bounds) -> float:
    across, up = _sides(bounds)
    return across * up


def _place(bounds: Bounds) -> tuple[int, ...]:
    return tuple(round(side / 4) for side in bounds)
