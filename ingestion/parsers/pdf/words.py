"""The words and lines of a PDF page with their places and fonts, as pypdfium2 gives them.

A page has hundreds of words, so compiled code (words.c) asks pdfium about each; without it the same
is done in Python, in a dozen times the time. Either fills three tables for a page: its characters,
its words and its lines. A word becomes an object only where somebody looks at it, which most lines
of prose do not need.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Sequence
from ctypes import POINTER, c_char_p, c_double, c_int, c_void_p
from functools import lru_cache, partial, reduce
from operator import or_
from struct import Struct
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingestion.parsers.fonts import is_bold, is_monospace
from ingestion.parsers.pdf import native_library
from ingestion.parsers.pdf.lines import Gap, Line, Word, once
from ingestion.parsers.pdf.raised_digits import ODD, TURNS, UNSEEN
from ingestion.parsers.pdf.words_in_python import (
    BOLD,
    LOOSE,
    MONO,
    TURN,
    UNKNOWN,
    LayerOff,
    Size,
    read_page,
)
from ingestion.parsers.symbol_fonts import SYMBOL

FIXED_PITCH = 1  # bit of a font descriptor's flags (ISO 32000-1, table 123)
NAME = 128  # bytes of a font's name
HYPHEN = "\x02"  # pdfium's mark for a hyphen at a line's end
LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", HYPHEN: "-", "\xa0": " "}
)
# Places of symbol fonts, but not a bullet at a line's beginning; controls stand for no letter
SIGNS = re.compile("(?<=[^\r\n])[\uf021-\uf0ff]|[\1\3-\10\16-\33\x7f-\x84\x86-\x9f]")
WINDOWS = dict(zip(range(0x91, 0x98), "‘’“”•–—", strict=True))
_new = tuple.__new__  # what a named tuple itself calls, without its detour
WORD = Struct("@iii4d")  # start and end in the text, style; x0, x1, y, size
LINE = Struct("@7i4?6d")  # words from, to; text from, to; style; gaps from, to; what it is; places
GAP = Struct("@qdd")  # as lines.py has it


def _shown(_: Any) -> bool:
    """Of a document without layers, or none that is off."""
    return False


def lines(page: pdfium.PdfTextPage, size: Size, off: LayerOff = _shown) -> list[ReadLine]:
    """The lines in the order of the file; a line is what stands on one baseline, along the
    direction of its text. `size` is that of the page as it is written, before it is turned; `off`
    tells the text of layers that are not shown."""
    library = native_library.load()
    if library:
        return lines_by_library(page, size, library, off)
    return lines_in_python(page, size, off)


def lines_in_python(page: pdfium.PdfTextPage, size: Size, off: LayerOff = _shown) -> list[ReadLine]:
    """The lines, read without compiled code."""
    style = partial(_style, page)
    text, words, rows, gaps = read_page(page, raw.FPDFText_CountChars(page), size, style, off)
    marks = reduce(or_, (word[2] for word in words), ODD)
    packed = b"".join(WORD.pack(*word) for word in words)
    read = PageWords("".join(map(chr, text)), packed, gaps, marks)
    return [ReadLine(read, row) for row in rows]


def lines_by_library(
    page: pdfium.PdfTextPage, size: Size, library: ctypes.CDLL, off: LayerOff = _shown
) -> list[ReadLine]:
    """The lines, read by compiled code."""
    count = raw.FPDFText_CountChars(page)
    text, words, rows, gaps = tables = _tables(1 << max(count, 1).bit_length())
    questions = _Pdfium(*_functions(), _STYLE, for_library(off))
    marks = c_int()
    found = _function(library)(questions, page, count, _Size(*size), *tables, marks)
    if not found:
        return []
    # the last line ends with the last word and the last gap; the tables have room for more
    last = LINE.unpack_from(rows, (found - 1) * LINE.size)
    used, wide = words[: last[1] * WORD.size], gaps[: last[6] * GAP.size]
    characters = ctypes.string_at(text, 4 * count).decode("utf-32")
    read = PageWords(characters, used, list(GAP.iter_unpack(wide)), marks.value)
    return [ReadLine(read, fields) for fields in LINE.iter_unpack(rows[: found * LINE.size])]


def for_library(off: LayerOff) -> LayerOff:
    """The same as compiled code can call it; made once for a document, as it takes a while."""
    return off if isinstance(off, _LayerOff) else _LayerOff(off)


@lru_cache(maxsize=4)
def _tables(room: int) -> tuple[Any, ...]:
    """Tables for a page of so many characters, which the next page overwrites."""
    packed = (ctypes.create_string_buffer(of.size * room) for of in (WORD, LINE, GAP))
    return (ctypes.c_uint32 * room)(), *packed


class PageWords:
    """The text, the words and the wide gaps of a page, for its lines to look up; `marks`: what is
    in the style of any word."""

    def __init__(self, text: str, words: bytes, gaps: Sequence[Gap], marks: int) -> None:
        self.text = SIGNS.sub(_sign, text) if marks & ODD else text
        self.gaps = gaps
        self.marks = marks
        self._words = words

    def begins(self, place: int) -> float:
        """Where the word at a place of the page begins."""
        x0: float = WORD.unpack_from(self._words, place * WORD.size)[3]
        return x0

    def words(self, first: int, end: int) -> list[Word]:
        """Words by their places on the page."""
        part, text = self._words[first * WORD.size : end * WORD.size], self.text
        return [
            _new(Word, (
                text[a:b].translate(LIGATURES) if style & LOOSE else text[a:b],
                x0, x1, y, size, style & MONO != 0, style & BOLD != 0,
            ))
            for a, b, style, x0, x1, y, size in WORD.iter_unpack(part)
        ]  # fmt: skip

    def unseen(self, first: int, end: int) -> list[int]:
        """Why words may not be seen, by their places on the page."""
        part = self._words[first * WORD.size : end * WORD.size]
        return [style & UNSEEN for _, _, style, *_ in WORD.iter_unpack(part)]


class ReadLine(Line):
    """A line as the file has it, with what was measured while it was read."""

    _style: int

    def __init__(self, page: PageWords, fields: tuple[Any, ...]) -> None:
        self.page = page
        (
            self._first, self._end, start, end, self._style, self._first_gap, self._end_gap,
            self.mono, self.bold, loose, self.parted,
            self.x0, self.x1, self.y, self.size, self.head, self.gap,
        ) = fields  # fmt: skip
        joined = loose and " ".join([word.text for word in self.words])
        self.text = joined or page.text[start:end]

    @property
    def turn(self) -> int:
        """Its direction in quarters of a turn; 0 for text that runs to the right."""
        return (self._style & TURNS) >> TURN

    @property
    def unseen(self) -> int:
        """Why some of it may not be seen; 0 if nothing speaks for it."""
        return self._style & UNSEEN

    @once
    def words(self) -> Sequence[Word]:
        return self.page.words(self._first, self._end)

    def begins(self, place: int) -> float:
        return self.page.begins(self._first + place)

    @once
    def gaps(self) -> Sequence[Gap]:
        return self.page.gaps[self._first_gap : self._end_gap]

    def unseen_words(self) -> Sequence[int]:
        """For each word why it may not be seen; 0 if nothing speaks for it."""
        return self.page.unseen(self._first, self._end)

    def part(self, start: int, end: int) -> ReadLine:
        """A line of some of its words, from one place to before another."""
        first, after = self._first + start, self._first + end
        line = Line(self.page.words(first, after))
        told = line.mono, line.bold, True, line.parted
        measured = line.x0, line.x1, line.y, line.size, line.head, line.gap
        part = ReadLine(self.page, (first, after, 0, 0, self.turn << TURN, 0, 0, *told, *measured))
        part.gaps = line.gaps
        return part


def _sign(found: re.Match[str]) -> str:
    """The text for a code that is not a character of a text."""
    code = ord(found[0])
    if code >= 0xF000:
        return SYMBOL.get(code - 0xF000, found[0])
    return WINDOWS.get(code, chr(UNKNOWN))


def _style(page: pdfium.PdfTextPage, index: int) -> int:
    name, flags = ctypes.create_string_buffer(NAME), c_int()
    raw.FPDFText_GetFontInfo(page, index, name, NAME, flags)
    return _style_of(name.value, flags.value & FIXED_PITCH)


@lru_cache(maxsize=1_000)
def _style_of(name: bytes, fixed: int) -> int:
    font = name.decode("utf-8", "replace")
    return bool(fixed or is_monospace(font)) * MONO | is_bold(font) * BOLD


_Style = ctypes.CFUNCTYPE(c_int, c_char_p, c_int)
_STYLE = _Style(_style_of)
_LayerOff = ctypes.CFUNCTYPE(c_int, c_void_p)


class _Size(ctypes.Structure):
    """The struct `Size` of words.c."""

    _fields_ = (("width", c_double), ("height", c_double))


class _Pdfium(ctypes.Structure):
    """The struct of the same name in words.c."""

    _fields_ = (
        *((name, c_void_p) for name in ("unicode", "origin", "loose_box", "text_object")),
        *((name, c_void_p) for name in ("font_of", "font_size", "text_matrix")),
        *((name, c_void_p) for name in ("text_mode", "fill", "marks", "mark", "mark_name")),
        ("font_info", c_void_p),
        ("style", _Style),
        ("layer_off", _LayerOff),
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
        raw.FPDFTextObj_GetTextRenderMode,
        raw.FPDFPageObj_GetFillColor,
        raw.FPDFPageObj_CountMarks,
        raw.FPDFPageObj_GetMark,
        raw.FPDFPageObjMark_GetName,
        raw.FPDFText_GetFontInfo,
    )
    return tuple(ctypes.cast(function, c_void_p).value for function in asked)


@lru_cache(maxsize=1)
def _function(library: ctypes.CDLL) -> Any:
    function = library.read_page
    tables = [c_void_p] * 4
    function.argtypes = [POINTER(_Pdfium), c_void_p, c_int, POINTER(_Size), *tables, POINTER(c_int)]
    function.restype = c_int
    return function
