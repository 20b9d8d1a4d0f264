"""The points of a path on a PDF page; read by compiled code if it was built."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Sequence
from ctypes import c_float, c_int, c_void_p
from functools import lru_cache
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingestion.parsers.pdf import native_library
from ingestion.parsers.pdf.places import LOOKED_AT as MOST
from ingestion.parsers.pdf.places import Bounds, functions

LOOKED_AT = 300  # points of a path

Point = tuple[float, float, float]  # x, y and pdfium's type of the segment that leads there


def points_of(path: Any) -> Sequence[Point]:
    """Its points, with those that bend a curve."""
    library = native_library.load()
    if library is None:
        return points_in_python(path)
    table = (c_float * (3 * LOOKED_AT))()
    handle = ctypes.cast(path, c_void_p)
    count: int = library.path_points(*_functions(), handle, table, c_int(LOOKED_AT))
    numbers = table[: 3 * count]
    return list(zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True))


def paths_by_library(
    page: pdfium.PdfPage, least: float, stroke: float
) -> list[tuple[Bounds, bool]] | None:
    """The places of the paths of a page with sides of `least` points or more, and whether they are
    drawn, which takes sides of `stroke`; None without compiled code."""
    library = native_library.load()
    if library is None:
        return None
    table = (c_float * (5 * MOST))()
    asked = raw.FPDF_PAGEOBJ_PATH, c_float(least), c_float(stroke), table, MOST
    handle = ctypes.cast(page.raw, c_void_p)
    count = library.place_paths(*functions(), *_functions(), handle, *asked)
    sides = iter(table[: 5 * count])
    return [
        ((left, low, right, high), drawn > 0)
        for left, low, right, high, drawn in zip(sides, sides, sides, sides, sides, strict=True)
    ]


def places_by_library(page: pdfium.PdfPage, most: int) -> list[list[float]] | None:
    """The left, lower, right and upper edges of so many paths of a page, however thin; None without
    compiled code."""
    library = native_library.load()
    if library is None:
        return None
    table = (c_float * (5 * most))()
    asked = raw.FPDF_PAGEOBJ_PATH, c_float(0), c_float(math.inf), table, most
    handle = ctypes.cast(page.raw, c_void_p)
    count = library.place_paths(*functions(), *_functions(), handle, *asked)
    return [table[edge : 5 * count : 5] for edge in range(4)]


def points_in_python(path: Any) -> Sequence[Point]:
    """The same, read without compiled code."""
    x, y = c_float(), c_float()
    found: list[Point] = []
    for index in range(min(raw.FPDFPath_CountSegments(path), LOOKED_AT)):
        segment = raw.FPDFPath_GetPathSegment(path, index)
        if raw.FPDFPathSegment_GetPoint(segment, x, y):
            found.append((x.value, y.value, raw.FPDFPathSegment_GetType(segment)))
    return found


@lru_cache(maxsize=1)
def _functions() -> tuple[c_void_p, ...]:
    """pdfium's functions in the order of `path_points` in words.c."""
    asked = (
        raw.FPDFPath_CountSegments,
        raw.FPDFPath_GetPathSegment,
        raw.FPDFPathSegment_GetPoint,
        raw.FPDFPathSegment_GetType,
    )
    return tuple(ctypes.cast(function, c_void_p) for function in asked)
