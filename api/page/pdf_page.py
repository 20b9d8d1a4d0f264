"""pypdfium2: a page of a PDF as a picture, and where words stand on it."""

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

LONGEST_EDGE = 2_400  # dots
FINE = 100_000  # steps along an edge, for places on a page
QUALITY = 82
WORD_GAP = 0.02  # of the page's width


@dataclass(frozen=True, slots=True)
class Box:
    """A stretch of one line; all in shares of the page's width or height, from the top left."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Marked:
    """One page, and where the quoted words stand on it."""

    page: int  # from 1
    pages: int
    width: float  # points
    height: float
    boxes: list[Box]


def prepare(megabytes: int) -> None:
    """Make this process one that draws: with so much memory, and gone when the service is.

    Ctrl-C is for the service alone, which then ends this.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_service, daemon=True).start()
    size = megabytes * 2**20
    with suppress(OSError, ValueError):  # where the system does not limit it
        resource.setrlimit(resource.RLIMIT_AS, (size, size))


def _end_with_the_service() -> None:
    if service := multiprocessing.parent_process():
        service.join()
        os._exit(1)


def mark(path: Path, page: int, quote: str) -> Marked:
    """Find a quote on a page, or on the one after or before it. Raises `ValueError`."""
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
    """A page as WebP, so many dots wide at most. Raises `ValueError`, `IndexError`."""
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
    # by character and not as one string: the indices must be those of the text layer
    marks = [chr(raw.FPDFText_GetUnicode(text, n)) for n in range(text.count_chars())]
    found = Letters("".join(_one(mark) for mark in marks)).find(quote)
    return _merged([box for span in found for box in _lines(page, text, span)])


def _merged(boxes: list[Box]) -> list[Box]:
    """One box for what stands together on a line: fonts change within it, and gaps show."""
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
    """What is no character of its own stays one place long."""
    return " " if 0xD800 <= ord(mark) <= 0xDFFF or mark == "\0" else mark


def _lines(page: pdfium.PdfPage, text: pdfium.PdfTextPage, span: Span) -> Iterator[Box]:
    for n in range(text.count_rects(span.start, span.end - span.start)):
        left, bottom, right, top = text.get_rect(n)
        corners = [_place(page, left, top), _place(page, right, bottom)]
        (x0, x1), (y0, y1) = (sorted(edge) for edge in zip(*corners, strict=True))
        yield Box(round(x0, 5), round(y0, 5), round(x1 - x0, 5), round(y1 - y0, 5))


def _place(page: pdfium.PdfPage, x: float, y: float) -> tuple[float, float]:
    """A point of the page as it is shown: turned and cropped."""
    across, along = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, FINE, FINE, 0, x, y, across, along)
    return across.value / FINE, along.value / FINE
