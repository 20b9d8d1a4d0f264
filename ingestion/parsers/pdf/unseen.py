"""Text of a PDF page that its reader does not see: without paint, white on white, in a layer that
is off.

Text without paint over a picture is what the picture shows, recognised; white text on something
that is not white is seen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from ctypes import c_int, c_uint
from itertools import groupby
from typing import Any

import pypdfium2.raw as raw

from ingestion.parsers.pdf.lines import Word
from ingestion.parsers.pdf.places import LOOKED_AT, Bounds, among, area
from ingestion.parsers.pdf.raised_digits import SWITCHED_OFF, UNPAINTED
from ingestion.parsers.pdf.words import ReadLine
from ingestion.parsers.pdf.words_in_python import LEAST_WHITE, Size

SCANNED = 0.25  # of a page that is a picture: all text without paint is that of the picture
MIDDLE = 0.3  # em above the baseline
PICTURES = (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM, raw.FPDF_PAGEOBJ_SHADING)

Under = Callable[[float, float], bool]
"""Whether something at a point makes text there visible."""


def seen(page: Any, lines: Sequence[ReadLine], size: Size) -> list[ReadLine]:
    """The lines without the words that no reader sees."""
    ground = _Ground(page, size)
    return [part for line in lines for part in (_parts(line, ground) if line.unseen else [line])]


def _parts(line: ReadLine, ground: _Ground) -> Iterator[ReadLine]:
    shown = [
        not why or ground.shows(why, word, line.turn)
        for why, word in zip(line.unseen_words(), line.words, strict=True)
    ]
    if all(shown):
        yield line
        return
    for is_shown, places in groupby(range(len(shown)), key=shown.__getitem__):
        run = list(places)
        if is_shown:
            yield line.part(run[0], run[-1] + 1)


class _Ground:
    """The things on a page below its text, looked at when they are first asked about."""

    def __init__(self, page: Any, size: Size) -> None:
        self._page = page
        self._size = size
        self._under: dict[int, Under] = {}

    def shows(self, why: int, word: Word, turn: int) -> bool:
        """Whether a word is seen although its text is written as if it was not."""
        if why & SWITCHED_OFF:
            return False
        if why not in self._under:
            self._under[why] = self._scanned() if why & UNPAINTED else self._coloured()
        return self._under[why](*self._point(word, turn))

    def _point(self, word: Word, turn: int) -> tuple[float, float]:
        """The middle of a word on the page as it is written."""
        width, height = self._size
        along, up = (word.x0 + word.x1) / 2, word.y + MIDDLE * word.size
        return (
            (along, up),
            (width - up, along),
            (width - along, height - up),
            (up, height - along),
        )[turn]

    def _scanned(self) -> Under:
        pictures = [bounds for kind in PICTURES for _, bounds in self._objects(kind)]
        width, height = self._size
        whole = sum(map(area, pictures)) > SCANNED * width * height
        outlines = len(self._objects(raw.FPDF_PAGEOBJ_PATH)) >= LOOKED_AT  # letters as drawings
        return _always if whole or outlines else _within(pictures)

    def _coloured(self) -> Under:
        paths = self._objects(raw.FPDF_PAGEOBJ_PATH)
        grounds = [bounds for kind in PICTURES for _, bounds in self._objects(kind)]
        grounds += [bounds for path, bounds in paths if _is_coloured(path)]
        return _always if len(paths) >= LOOKED_AT else _within(grounds)

    def _objects(self, kind: int) -> list[tuple[Any, Bounds]]:
        return among(self._page, raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject, kind)


def _always(_: float, __: float) -> bool:
    return True


def _within(places: Sequence[Bounds]) -> Under:
    return lambda x, y: any(a <= x <= c and b <= y <= d for a, b, c, d in places)


def _is_coloured(path: Any) -> bool:
    """Whether a path is filled with something that is not white."""
    mode, stroke = c_int(), c_int()
    raw.FPDFPath_GetDrawMode(path, mode, stroke)
    colour = [c_uint() for _ in range(4)]
    if mode.value == raw.FPDF_FILLMODE_NONE:
        return False
    if not raw.FPDFPageObj_GetFillColor(path, *colour):
        return True  # a pattern
    *shades, opaque = (part.value for part in colour)
    return opaque > 0 and min(shades) < LEAST_WHITE
