"""The places of the objects on a PDF page, in points; found by compiled code if it was built."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from ctypes import c_float, c_int, c_void_p
from functools import lru_cache
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingestion.parsers.pdf import native_library

LOOKED_AT = 300  # objects of a page, or of a group
DEPTH = 3  # a page, and groups within groups

Bounds = tuple[float, float, float, float]  # left, bottom, right, top
Path = tuple[float, float, float, float, float]
"""Left, bottom, right, top of a path, and what it is: RULE, BOX or DRAWN."""
RULE, BOX, DRAWN = -1.0, 0.0, 1.0


def sides(bounds: Bounds) -> tuple[float, float]:
    """Its width and its height."""
    left, bottom, right, top = bounds
    return right - left, top - bottom


def area(bounds: Bounds) -> float:
    """Its size in square points."""
    across, up = sides(bounds)
    return across * up


def place(bounds: Bounds) -> tuple[int, ...]:
    """Equal for what is at nearly the same place of two pages."""
    return tuple(round(side / 4) for side in bounds)


def placed(page: Any, kind: int, least: float) -> list[tuple[Any, Bounds]]:
    """The objects of a type with sides of `least` points or more, and their places; only those
    that are in no group."""
    library = native_library.load()
    if library is None:
        found = among(page, raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject, kind)
        return [(shown, bounds) for shown, bounds in found if min(sides(bounds)) >= least]
    numbers, places = (c_int * LOOKED_AT)(), (c_float * (4 * LOOKED_AT))()
    asked = (kind, c_float(least), numbers, places, LOOKED_AT)
    count = library.place_objects(*functions(), page, *asked)
    edges = iter(places[: 4 * count])
    bounds = zip(edges, edges, edges, edges, strict=True)
    return [
        (raw.FPDFPage_GetObject(page, number), place)
        for number, place in zip(numbers[:count], bounds, strict=True)
    ]


def among(
    group: Any, count: Callable[..., int], at: Callable[..., Any], kind: int
) -> list[tuple[Any, Bounds]]:
    """The objects of a type in a group or on a page, and their places."""
    edges = [c_float() for _ in range(4)]
    found: list[tuple[Any, Bounds]] = []
    for number in range(count(group)):
        shown = at(group, number)
        if raw.FPDFPageObj_GetType(shown) == kind and len(found) < LOOKED_AT:
            raw.FPDFPageObj_GetBounds(shown, *edges)
            left, low, right, high = (edge.value for edge in edges)
            found.append((shown, (left, low, right, high)))
    return found


def nested(page: Any, kind: int) -> Iterator[Bounds]:
    """The places of all objects of a type, those within groups included; raises `PdfiumError` for
    one that has no place."""
    edges = [c_float() for _ in range(4)]
    level = [(page, raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject)]
    for _ in range(DEPTH):
        inner: list[tuple[Any, Any, Any]] = []
        for group, count, at in level:
            for number in range(count(group)):
                shown = at(group, number)
                what = raw.FPDFPageObj_GetType(shown)
                if what == raw.FPDF_PAGEOBJ_FORM:
                    inner.append((shown, raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject))
                if what != kind:
                    continue
                if not raw.FPDFPageObj_GetBounds(shown, *edges):
                    raise pdfium.PdfiumError("An object of a page has no place.")
                left, low, right, high = (edge.value for edge in edges)
                yield left, low, right, high
        level = inner


@lru_cache(maxsize=1)
def functions() -> tuple[c_void_p, ...]:
    """pdfium's functions in the order that words.c asks for them."""
    asked = (
        raw.FPDFPage_CountObjects,
        raw.FPDFPage_GetObject,
        raw.FPDFPageObj_GetType,
        raw.FPDFPageObj_GetBounds,
    )
    return tuple(ctypes.cast(function, c_void_p) for function in asked)
