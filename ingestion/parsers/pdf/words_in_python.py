"""The work of words.c in Python, for machines without a C compiler: the same result, more slowly.

The names are those of words.c; a change there is a change here. Words and lines are tuples with the
fields of `Word` and `Line` there, in their order.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from ctypes import byref, c_double, c_uint, c_void_p, cast
from itertools import pairwise
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingestion.parsers.pdf.lines import CELL_GAP, SPACE, Gap
from ingestion.parsers.pdf.raised_digits import (
    SWITCHED_OFF,
    TURNS,
    UNPAINTED,
    UNSEEN,
    WHITE,
    Line,
    Part,
    Word,
    raise_beside,
    raise_in_word,
)

HYPHEN = 2
MONO, BOLD, LOOSE = 1, 2, 4
TURN = 3
UNKNOWN = 0xFFFD
LEAST_WHITE = 250  # of 255, of each colour
SPACES = {
    *range(9, 14), *range(28, 33), 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B),
    0x2028, 0x2029, 0x202F, 0x205F, 0x3000,
}  # fmt: skip
LIGATURES = range(0xFB00, 0xFB05)
ENDS = frozenset(map(ord, ".,;:!?"))

Style = Callable[[int], int]
"""MONO and BOLD of a font, by the place of one of its characters."""
LayerOff = Callable[[Any], bool]
"""Whether an object of a page is in a layer that is not shown."""
Whole = tuple[int | bool | float, ...]
"""The fields of a line in words.c."""
Font = tuple[int, float]  # style with the turn, size
Size = tuple[float, float]  # of the page as it is written: width, height


def read_page(
    page: pdfium.PdfTextPage, count: int, size: Size, style: Style, off: LayerOff
) -> tuple[list[int], list[Word], list[Whole], list[Gap]]:
    """The characters, the words, the lines and the wide gaps of a page of `count` characters."""
    text = [_character(raw.FPDFText_GetUnicode(page, index)) for index in range(count)]
    fonts = _Fonts(page, text, style, off)
    words = [_word(page, fonts, size, *extent) for extent in _extents(text)]
    gaps: list[Gap] = []
    return text, words, [_whole(line, words, gaps) for line in _lines(text, words)], gaps


def _character(c: int) -> int:
    if c == 0xFFFE:
        return HYPHEN
    return UNKNOWN if c == 0 or c > 0x10FFFF or 0xD800 <= c < 0xE000 else c


def _extents(text: Sequence[int]) -> list[tuple[int, int, int]]:
    """Where each word begins and ends, and whether it is LOOSE."""
    found = []
    index, count = 0, len(text)
    while index < count:
        if text[index] in SPACES:
            index += 1
            continue
        first, loose = index, 0
        while index < count and text[index] not in SPACES and text[index] != HYPHEN:
            loose |= LOOSE if text[index] in LIGATURES else 0
            index += 1
        if index < count and text[index] == HYPHEN:
            loose = LOOSE
            index += 1
        found.append((first, index, loose))
    return found


def _word(
    page: pdfium.PdfTextPage, fonts: _Fonts, of: Size, first: int, end: int, loose: int
) -> Word:
    style, size = fonts.of_word(first, end - 1)
    x, y, box = c_double(), c_double(), raw.FS_RECTF()
    raw.FPDFText_GetCharOrigin(page, first, byref(x), byref(y))
    raw.FPDFText_GetLooseCharBox(page, end - 1, byref(box))
    turn = (style & TURNS) >> TURN
    x0, base, x1 = placed(turn, x.value, y.value, box, of)
    if fonts.change(first, end - 1):
        parts = fonts.parts(first, end, lambda x, y: placed(turn, x, y, box, of)[1])
        size, base = raise_in_word(fonts.text, first, parts) or (size, base)
    return first, end, style | loose, x0, max(x1, x0), base, size


def placed(turn: int, x: float, y: float, box: Any, of: Size) -> tuple[float, float, float]:
    """The start, baseline and end of a word, along its own direction (0 to 3 quarter turns), from
    the lower left of the page turned that way."""
    width, height = of
    if turn == 0:
        return x, y, box.right
    if turn == 1:
        return y, width - x, box.top
    if turn == 2:
        return width - x, height - y, width - box.left
    return height - y, x, height - box.bottom


def _turn_of(matrix: Any) -> int:
    """How the text runs: 0 to the right, 1 upwards, 2 upside down, 3 downwards."""
    if abs(matrix.b) > abs(matrix.a):
        return 1 if matrix.b > 0 else 3
    return 2 if matrix.a < 0 and matrix.d < 0 else 0


def unseen_for(shown: Any, off: LayerOff) -> int:
    """Whether and why the text of an object may not be seen."""
    mode = raw.FPDFTextObj_GetTextRenderMode(shown)
    found = UNPAINTED if mode == raw.FPDF_TEXTRENDERMODE_INVISIBLE else 0
    colour = [c_uint() for _ in range(4)]
    if mode == raw.FPDF_TEXTRENDERMODE_FILL and raw.FPDFPageObj_GetFillColor(shown, *colour):
        *shades, opaque = (part.value for part in colour)
        found = WHITE if opaque and min(shades) >= LEAST_WHITE else 0 if opaque else UNPAINTED
    return found | (SWITCHED_OFF if off(shown) else 0)


class _Fonts:
    """The fonts of a page; each is looked at once."""

    def __init__(
        self, page: pdfium.PdfTextPage, text: list[int], style: Style, off: LayerOff
    ) -> None:
        self._page = page
        self.text = text
        self._style = style
        self._off = off
        self._styles: dict[int, int] = {}
        self._last: tuple[int, Font] = (0, (0, 0.0))

    def of_word(self, first: int, last: int) -> Font:
        """The font of a word, which may change within it: the comma after `x` in prose is not set
        as code; a bracket in the wrong font is a slip."""
        begun, ended = self._object(first), self._object(last)
        style, size = self._at(first, begun)
        if begun and begun == ended:
            return style, size
        middle = (first + last) // 2
        half, _ = self._at(middle, self._object(middle))
        end, _ = self._at(last, ended)
        mono = (style & MONO) + (half & MONO) + (end & MONO)
        enough = 3 if self.text[last] in ENDS else 2
        bold = style & half & end & BOLD
        return (MONO if mono >= enough else 0) | bold | (style & (TURNS | UNSEEN)), size

    def change(self, first: int, last: int) -> bool:
        """Whether the font changes within a word."""
        begun = self._object(first)
        return last > first and not (begun and begun == self._object(last))

    def parts(self, first: int, end: int, baseline: Callable[[float, float], float]) -> list[Part]:
        """The size and the baseline of each character of a word."""
        found = []
        x, y = c_double(), c_double()
        for index in range(first, end):
            _, size = self._at(index, self._object(index))
            raw.FPDFText_GetCharOrigin(self._page, index, byref(x), byref(y))
            found.append((size, baseline(x.value, y.value)))
        return found

    def _object(self, index: int) -> int:
        return _address(raw.FPDFText_GetTextObject(self._page, index))

    def _at(self, index: int, text_object: int) -> Font:
        if text_object and text_object == self._last[0]:
            return self._last[1]
        matrix = raw.FS_MATRIX()
        raw.FPDFText_GetMatrix(self._page, index, byref(matrix))
        scale = math.hypot(matrix.c, matrix.d)
        size = raw.FPDFText_GetFontSize(self._page, index) * (scale if scale > 0 else 1)
        font = unseen = 0
        if text_object:
            shown = raw.FPDFText_GetTextObject(self._page, index)
            font = _address(raw.FPDFTextObj_GetFont(shown))
            unseen = unseen_for(shown, self._off)
        style = self._style_of(font, index) | _turn_of(matrix) << TURN | unseen
        found = style, math.floor(size * 10 + 0.5) / 10
        self._last = text_object, found
        return found

    def _style_of(self, font: int, index: int) -> int:
        if not font:
            return self._style(index)
        if font not in self._styles:
            self._styles[font] = self._style(index)
        return self._styles[font]


def _lines(text: list[int], words: list[Word]) -> list[Line]:
    """The lines: a word goes on with one when it stands on its baseline, to the right of it.

    The line's size is that of its longest word: a bullet may be twice as big.
    """
    lines: list[Line] = []
    longest = 0
    for place in range(len(words)):
        if lines:
            lines[-1] = raise_beside(text, lines[-1], words, place)
        start, end, style, x0, x1, y, size = words[place]
        if lines and _goes_on(lines[-1], style, x0, y):
            first, _, begin, stop, before, left, right, base, usual, head, gap = lines[-1]
            loose = style & LOOSE
            if start != stop + 1 or text[stop] != 0x20:
                loose = LOOSE
            both = (before & style) | ((before | loose) & LOOSE) | ((before | style) & UNSEEN)
            line = (first, place + 1, begin, end, both, left, x1, base, usual, head,
                    max(gap, x0 - right))  # fmt: skip
            lines[-1] = line
        else:
            lines.append((place, place + 1, start, end, style, x0, x1, y, size, x1, 0.0))
            longest = 0
        if end - start > longest:
            longest = end - start
            lines[-1] = (*lines[-1][:8], size, *lines[-1][9:])
    return lines


def _whole(line: Line, words: Sequence[Word], gaps: list[Gap]) -> Whole:
    """A line with what it is as a whole; adds its wide gaps to those before."""
    first, end, _, _, style, _, _, _, size, _, gap = line
    begun, beside = len(gaps), enumerate(pairwise(words[first:end]), start=1)
    gaps += [(at, a[4], b[3]) for at, (a, b) in beside if b[3] - a[4] > SPACE * size]
    told = (style & MONO != 0, style & BOLD != 0, style & LOOSE != 0, gap > CELL_GAP * size)
    return (*line[:5], begun, len(gaps), *told, *line[5:])


def _goes_on(line: Line, style: int, x0: float, y: float) -> bool:
    right, base, size = line[6], line[7], line[8]
    return not (line[4] ^ style) & TURNS and abs(y - base) <= 0.4 * size and x0 >= right - size


def _address(pointer: Any) -> int:
    return cast(pointer, c_void_p).value or 0 if pointer else 0
