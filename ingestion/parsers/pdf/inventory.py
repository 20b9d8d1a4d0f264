"""What there is on a PDF page: how many objects of each type, and its paths.

All is found in one pass, by compiled code if it was built: pdfium checks the page whenever it is
asked for one of its objects, which costs more than the question. What is in groups does not count.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from ctypes import POINTER, Structure, c_float, c_int, c_void_p
from functools import lru_cache
from typing import Any, NamedTuple

import pypdfium2.raw as raw

from ingestion.parsers.pdf import native_library, path_points, places
from ingestion.parsers.pdf.drawings import LEAST_BOX, STROKE, kind_of
from ingestion.parsers.pdf.places import LOOKED_AT, RULE, Path

TYPES = 6  # pdfium's types of objects, from 0
MOST = 4_000  # paths of a page; after that only those that are no rules


class Inventory(NamedTuple):
    """The number of objects by type, and the paths in the order of the file."""

    counts: Sequence[int]
    paths: Sequence[Path]


def inventory(page: Any) -> Inventory:
    """What there is on a page, given as pypdfium2's or by pdfium's handle."""
    library = native_library.load()
    return by_library(page, library) if library else in_python(page)


def by_library(page: Any, library: ctypes.CDLL) -> Inventory:
    """The same, found by compiled code."""
    counts, paths = _tables()
    ctypes.memset(counts, 0, ctypes.sizeof(counts))
    asked = _functions(), page, LEAST_BOX, STROKE, counts, TYPES, paths, MOST
    found: int = _function(library)(*asked)
    numbers = iter(paths[: 5 * found])
    rows = zip(numbers, numbers, numbers, numbers, numbers, strict=True)
    return Inventory(counts[:], list(rows))


def in_python(page: Any) -> Inventory:
    """The same, found without compiled code."""
    counts, looked_at = [0] * TYPES, 0
    paths: list[Path] = []
    edges = [c_float() for _ in range(4)]
    for index in range(raw.FPDFPage_CountObjects(page)):
        shown = raw.FPDFPage_GetObject(page, index)
        kind = raw.FPDFPageObj_GetType(shown)
        if 0 <= kind < TYPES:
            counts[kind] += 1
        if kind != raw.FPDF_PAGEOBJ_PATH or not raw.FPDFPageObj_GetBounds(shown, *edges):
            continue
        left, low, right, high = (edge.value for edge in edges)
        what = kind_of(shown, (left, low, right, high)) if looked_at < LOOKED_AT else RULE
        looked_at += what != RULE
        if len(paths) < MOST or what != RULE:
            paths.append((left, low, right, high, what))
    return Inventory(counts, paths)


class _Objects(Structure):
    """The struct `Objects` of words.c."""

    _fields_ = tuple((f"function_{number}", c_void_p) for number in range(8))


@lru_cache(maxsize=1)
def _functions() -> _Objects:
    return _Objects(*places.functions(), *path_points.functions())


@lru_cache(maxsize=1)
def _tables() -> tuple[Any, Any]:
    """Tables for what there is on a page, which the next page overwrites."""
    return (c_int * TYPES)(), (c_float * (5 * (MOST + LOOKED_AT)))()


@lru_cache(maxsize=1)
def _function(library: ctypes.CDLL) -> Any:
    function = library.read_objects
    tables = c_void_p, c_int, c_void_p, c_int
    function.argtypes = (POINTER(_Objects), c_void_p, c_float, c_float, *tables)
    function.restype = c_int
    return function
