"""The words of a PDF page with their place and font, as pypdfium2 tells them.

A page has hundreds of words, so the functions that are asked about each are called by their address
and with addresses, a third of the time of the usual way, and what is true of a whole text object
(a stretch of text that the file sets in one font) is asked once for each object.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Callable, Iterator, Sequence
from ctypes import c_double, c_int, c_void_p
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingestion.parsers.fonts import is_bold, is_monospace
from ingestion.parsers.pdf_lines import Word

FIXED_PITCH = 1  # bit of a font descriptor's flags (ISO 32000-1, table 123)
HYPHEN = "\x02"  # pdfium's mark for a hyphen at a line's end
LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", HYPHEN: "-", "\xa0": " "}
)
LINE = re.compile(r"\S(?:[^\r\n]*\S)?")
WORD = re.compile(f"[^\\s{HYPHEN}\\0]*{HYPHEN}|[^\\s{HYPHEN}\\0]+")


class Font(NamedTuple):
    """How a stretch of text is set: its size in points."""

    size: float
    mono: bool
    bold: bool


def words(page: pdfium.PdfTextPage) -> Iterator[Word]:
    """Words as a line has them: pdfium runs a hyphenated one on into the next line."""
    handle = ctypes.cast(page.raw, c_void_p).value
    x, y, box = c_double(), c_double(), raw.FS_RECTF()
    at_x, at_y, at_box = map(ctypes.addressof, (x, y, box))
    fonts = _Fonts(page, handle or 0)
    text = _text(page)
    for line in LINE.finditer(text):
        font = fonts.throughout(line.start(), line.end() - 1)
        for found in WORD.finditer(text, *line.span()):
            word, first, last = found[0], found.start(), found.end() - 1
            origin(handle, first, at_x, at_y)
            loose_box(handle, last, at_box)
            size, mono, bold = font or fonts.of_word(word, first, last)
            left = x.value
            if not word.isascii() or word[-1] == HYPHEN:
                word = word.translate(LIGATURES)
            yield Word(word, left, max(box.right, left), y.value, size, mono, bold)


class _Fonts:
    """What the words of one page are set in."""

    def __init__(self, page: pdfium.PdfTextPage, handle: int) -> None:
        self._page = page
        self._handle = handle
        self._objects: dict[int, Font] = {}
        self._styles: dict[int, tuple[bool, bool]] = {}  # mono and bold, by font
        self._matrix = raw.FS_MATRIX()

    def throughout(self, first: int, last: int) -> Font | None:
        """The font of a stretch within one text object; None where it may change."""
        begun: int | None = text_object(self._handle, first)
        if not begun or text_object(self._handle, last) != begun:
            return None
        if begun not in self._objects:
            self._objects[begun] = self._font(begun, first)
        return self._objects[begun]

    def of_word(self, word: str, first: int, last: int) -> Font:
        """A word's font, by its first, middle and last character."""
        if font := self.throughout(first, last):
            return font
        each = [self.at(index) for index in (first, (first + last) // 2, last)]
        mono = _is_code(word, [font.mono for font in each])
        return Font(each[0].size, mono, all(font.bold for font in each))

    def at(self, index: int) -> Font:
        """The font of one character."""
        return self._font(text_object(self._handle, index), index)

    def _font(self, object_: int | None, index: int) -> Font:
        font = (object_ and font_of(object_)) or 0
        if font not in self._styles or not font:
            self._styles[font] = self._style(index)
        text_matrix(self._handle, index, ctypes.addressof(self._matrix))
        scale = math.hypot(self._matrix.c, self._matrix.d) or 1.0
        return Font(round(font_size(self._handle, index) * scale, 1), *self._styles[font])

    def _style(self, index: int) -> tuple[bool, bool]:
        name, flags = ctypes.create_string_buffer(128), c_int()
        raw.FPDFText_GetFontInfo(self._page, index, name, len(name), flags)
        font = name.value.decode("utf-8", "replace")
        return bool(flags.value & FIXED_PITCH) or is_monospace(font), is_bold(font)


def _text(page: pdfium.PdfTextPage) -> str:
    """One character of text for each that pdfium counts."""
    count = page.count_chars()
    units = (ctypes.c_ushort * (count + 1))()
    if count and raw.FPDFText_GetText(page, 0, count, units) == count + 1:
        text = bytes(units)[:-2].decode("utf-16-le", "replace").replace("\ufffe", HYPHEN)
        if len(text) == count:
            return text
    return "".join(chr(raw.FPDFText_GetUnicode(page, index) or 32) for index in range(count))


def _is_code(text: str, mono: Sequence[bool]) -> bool:
    """Whether a word is code, by the fonts of its first, middle and last character.

    The comma after `x` in prose is not set as code; a bracket in the wrong font is a slip.
    """
    return all(mono) if text[-1] in ".,;:!?" else sum(mono) >= 2


def _by_address(function: Any, *types: Any) -> Callable[..., Any]:
    address = ctypes.cast(function, c_void_p).value
    assert address
    return ctypes.CFUNCTYPE(*types)(address)


origin = _by_address(raw.FPDFText_GetCharOrigin, c_int, c_void_p, c_int, c_void_p, c_void_p)
loose_box = _by_address(raw.FPDFText_GetLooseCharBox, c_int, c_void_p, c_int, c_void_p)
font_of = _by_address(raw.FPDFTextObj_GetFont, c_void_p, c_void_p)
font_size = _by_address(raw.FPDFText_GetFontSize, c_double, c_void_p, c_int)
text_matrix = _by_address(raw.FPDFText_GetMatrix, c_int, c_void_p, c_int, c_void_p)
text_object = _by_address(raw.FPDFText_GetTextObject, c_void_p, c_void_p, c_int)
