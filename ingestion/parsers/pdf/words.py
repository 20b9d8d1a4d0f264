"""The words and lines of a PDF page with their places and fonts, as pypdfium2 gives them.

A page has hundreds of words, so compiled code (words.c) asks pdfium about each; without it the same
is done in Python, in a dozen times the time. Either fills three tables for a page: its characters,
its words and its lines. A word becomes an object only where somebody looks at it, which most lines
of prose do not need.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from ctypes import POINTER, c_int, c_void_p
from functools import cached_property, lru_cache
from struct import Struct
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingestion.parsers.fonts import is_bold, is_monospace
from ingestion.parsers.pdf import native_library
from ingestion.parsers.pdf.lines import Line, Word
from ingestion.parsers.pdf.words_in_python import BOLD, LOOSE, MONO, read_page

FIXED_PITCH = 1  # bit of a font descriptor's flags (ISO 32000-1, table 123)
HYPHEN = "\x02"  # pdfium's mark for a hyphen at a line's end
LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", HYPHEN: "-", "\xa0": " "}
)
WORD = Struct("@iii4d")  # start and end in the text, style; x0, x1, y, size
LINE = Struct("@iiiii6d")  # words and text from, to; style; x0, x1, y, size, head, gap


def lines(page: pdfium.PdfTextPage) -> list[Line]:
    """The lines in the order of the file; a line is what stands on one baseline, left to right."""
    library = native_library.load()
    return lines_by_library(page, library) if library else lines_in_python(page)


def lines_in_python(page: pdfium.PdfTextPage) -> list[Line]:
    """The lines, read without compiled code."""
    text, words, rows = read_page(page, page.count_chars(), lambda index: _style(page, index))
    read = _Read("".join(map(chr, text)), b"".join(WORD.pack(*word) for word in words))
    return [_ReadLine(read, row) for row in rows]


def lines_by_library(page: pdfium.PdfTextPage, library: ctypes.CDLL) -> list[Line]:
    """The lines, read by compiled code."""
    handle = ctypes.cast(page.raw, c_void_p)
    count = page.count_chars()
    text = (ctypes.c_uint32 * count)()
    words = ctypes.create_string_buffer(WORD.size * count)
    rows = ctypes.create_string_buffer(LINE.size * count)
    style = _Style(lambda _, index: _style(page, index))
    questions = _Pdfium(*_functions(), style)
    found = _function(library)(ctypes.byref(questions), handle, count, text, words, rows)
    found_lines = list(LINE.iter_unpack(memoryview(rows)[: found * LINE.size]))
    used = found_lines[-1][1] if found_lines else 0  # words; the tables have room for more
    read = _Read(bytes(text).decode("utf-32"), words.raw[: used * WORD.size])
    return [_ReadLine(read, fields) for fields in found_lines]


class _Read:
    """The text and words of a page, for its lines to look up."""

    def __init__(self, text: str, words: bytes) -> None:
        self.text = text
        self._words = words

    def words(self, first: int, end: int) -> list[Word]:
        """Words by their places on the page."""
        part = memoryview(self._words)[first * WORD.size : end * WORD.size]
        return [
            Word(
                self.text[a:b].translate(LIGATURES) if style & LOOSE else self.text[a:b],
                x0, x1, y, size, style & MONO != 0, style & BOLD != 0,
            )
            for a, b, style, x0, x1, y, size in WORD.iter_unpack(part)
        ]  # fmt: skip


class _ReadLine(Line):
    """A line as the file has it, with what was measured while it was read."""

    def __init__(self, page: _Read, fields: tuple[Any, ...]) -> None:
        self._page = page
        self._first, self._end, start, end, style, self.x0, self.x1, self.y, *rest = fields
        self.size, self.head, self.gap = rest
        self.mono, self.bold = style & MONO != 0, style & BOLD != 0
        if not style & LOOSE:
            self.text = page.text[start:end]

    @cached_property
    def words(self) -> Sequence[Word]:
        return self._page.words(self._first, self._end)


def _style(page: pdfium.PdfTextPage, index: int) -> int:
    name, flags = ctypes.create_string_buffer(128), c_int()
    raw.FPDFText_GetFontInfo(page, index, name, len(name), flags)
    font = name.value.decode("utf-8", "replace")
    mono = bool(flags.value & FIXED_PITCH) or is_monospace(font)
    return mono * MONO | is_bold(font) * BOLD


_Style = ctypes.CFUNCTYPE(c_int, c_void_p, c_int)


class _Pdfium(ctypes.Structure):
    """The struct of the same name in words.c."""

    _fields_ = (
        *((name, c_void_p) for name in ("unicode", "origin", "loose_box", "text_object")),
        *((name, c_void_p) for name in ("font_of", "font_size", "text_matrix")),
        ("style", _Style),
    )


@lru_cache(maxsize=1)
def _functions() -> tuple[int | None, ...]:
    """The addresses of pdfium's functions, in the order of `_Pdfium`."""
    asked = (
        raw.FPDFText_GetUnicode,
        raw.FPDFText_GetCharOrigin,
        raw.FPDFText_GetLooseCharBox,
        raw.FPDFText_GetTextObject,
        raw.FPDFTextObj_GetFont,
        raw.FPDFText_GetFontSize,
        raw.FPDFText_GetMatrix,
    )
    return tuple(ctypes.cast(function, c_void_p).value for function in asked)


def _function(library: ctypes.CDLL) -> Any:
    function = library.read_page
    function.argtypes = [POINTER(_Pdfium), c_void_p, c_int, c_void_p, c_void_p, c_void_p]
    function.restype = c_int
    return function
