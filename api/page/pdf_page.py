"""pypdfium2: a PDF page as an image, and the positions of words on it."""

from __future__ import annotations

import ctypes
import io
import multiprocessing
import os
import resource
import signal
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from api.page.highlight import Letters, Span

LONGEST_EDGE = 2_400  # pixels
FINE = 100_000  # resolution of positions along an edge
QUALITY = 82
WORD_GAP = 0.02  # of the page's width


@dataclass(frozen=True, slots=True)
class Box:
    """Part of a line; positions and sizes as shares of the page, from the top left."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Marked:
    """A page and the boxes of the quoted words."""

    page: int  # from 1
    pages: int
    width: float  # points
    height: float
    boxes: list[Box]


def prepare(megabytes: int) -> None:
    """Set up the rendering process: limit its memory, and end it together with the service.

    It ignores Ctrl-C; the service ends it.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_service, daemon=True).start()
    size = megabytes * 2**20
    with suppress(OSError, ValueError):  # not supported on every system
        resource.setrlimit(resource.RLIMIT_AS, (size, size))


def _end_with_the_service() -> None:
    if service := multiprocessing.parent_process():
        service.join()
        os._exit(1)


def mark(path: Path, page: int, quote: str) -> Marked:
    """Find a quote on a page, or on the next or previous one. Raises `ValueError`."""
    document = _open(path)
    try:
        page = min(max(page, 1), len(document))
        for number in (page, page + 1, page - 1):
            if 1 <= number <= len(document) and (boxes := _boxes(document[number - 1], quote)):
                page = number
                break
        else:
            boxes = []
        width, height = document[page - 1].get_size()
        return Marked(page, len(document), width, height, boxes)
    finally:
        document.close()


def draw(path: Path, page: int, width: int) -> bytes:
    """A page as WebP, at most `width` pixels wide. Raises `ValueError`, `IndexError`."""
    document = _open(path)
    try:
        if not 1 <= page <= len(document):
            raise IndexError(page)
        shown = document[page - 1]
        across, along = shown.get_size()
        scale = min(width / across, LONGEST_EDGE / max(across, along))
        picture = shown.render(scale=scale).to_pil()
        output = io.BytesIO()
        picture.save(output, "WEBP", quality=QUALITY, method=2)
        return output.getvalue()
    finally:
        document.close()


def _open(path: Path) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        raise ValueError(str(error)) from error


def _boxes(page: pdfium.PdfPage, quote: str) -> list[Box]:
    text = page.get_textpage()
    # character by character, so that the indices match the text layer
    marks = [chr(raw.FPDFText_GetUnicode(text, n)) for n in range(text.count_chars())]
    found = Letters("".join(_one(mark) for mark in marks)).find(quote)
    return _merged([box for span in found for box in _lines(page, text, span)])


def _merged(boxes: list[Box]) -> list[Box]:
    """Merge adjacent boxes of a line, which font changes split."""
    merged: list[Box] = []
    for box in boxes:
        last = merged[-1] if merged else None
        if last and _on_one_line(last, box) and abs(box.x - last.x - last.width) < WORD_GAP:
            x, y = min(last.x, box.x), min(last.y, box.y)
            right = max(last.x + last.width, box.x + box.width)
            foot = max(last.y + last.height, box.y + box.height)
            merged[-1] = Box(x, y, round(right - x, 5), round(foot - y, 5))
        else:
            merged.append(box)
    return merged


def _on_one_line(one: Box, other: Box) -> bool:
    shared = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    return shared > min(one.height, other.height) / 2


def _one(mark: str) -> str:
    """Replace a lone surrogate by one character, to keep the indices."""
    return " " if 0xD800 <= ord(mark) <= 0xDFFF or mark == "\0" else mark


def _lines(page: pdfium.PdfPage, text: pdfium.PdfTextPage, span: Span) -> Iterator[Box]:
    for n in range(text.count_rects(span.start, span.end - span.start)):
        left, bottom, right, top = text.get_rect(n)
        corners = [_place(page, left, top), _place(page, right, bottom)]
        (x0, x1), (y0, y1) = (sorted(edge) for edge in zip(*corners, strict=True))
        yield Box(round(x0, 5), round(y0, 5), round(x1 - x0, 5), round(y1 - y0, 5))


def _place(page: pdfium.PdfPage, x: float, y: float) -> tuple[float, float]:
    """A point in the displayed page, after rotation and cropping."""
    across, along = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, FINE, FINE, 0, x, y, across, along)
    return across.value / FINE, along.value / FINE
