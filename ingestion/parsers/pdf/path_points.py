"""The points of a path on a PDF page; read by compiled code if it was built."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from ctypes import c_float, c_int, c_void_p
from functools import lru_cache
from typing import Any

import pypdfium2.raw as raw

from ingestion.parsers.pdf import native_library

LOOKED_AT = 300  # points of a path

Point = tuple[float, float, float]  # x, y and pdfium's type of the segment that leads there


def points_of(path: Any) -> Sequence[Point]:
    """Its points, with those that bend a curve."""
    library = native_library.load()
    if library is None:
        return points_in_python(path)
    table = (c_float * (3 * LOOKED_AT))()
    handle = ctypes.cast(path, c_void_p)
    count: int = library.path_points(*functions(), handle, table, c_int(LOOKED_AT))
    numbers = table[: 3 * count]
    return list(zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True))


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
def functions() -> tuple[c_void_p, ...]:
    """pdfium's functions in the order of `path_points` in words.c."""
    asked = (
        raw.FPDFPath_CountSegments,
        raw.FPDFPath_GetPathSegment,
        raw.FPDFPathSegment_GetPoint,
        raw.FPDFPathSegment_GetType,
    )
    return tuple(ctypes.cast(function, c_void_p) for function in asked)
