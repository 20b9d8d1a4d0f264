"""pypdfium2: the words of a PDF's pages, with their place and font."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from agent.errors import Unreadable
from ingestion.parsers.fonts import is_bold, is_monospace
from ingestion.parsers.pdf_lines import Page, Word, gathered

FIXED_PITCH = 1  # bit of a font descriptor's flags (ISO 32000-1, table 123)
HYPHEN = "\x02"  # pdfium's mark for a hyphen at a line's end
LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", HYPHEN: "-", "\xa0": " "}
)
PASSWORD_ERROR = raw.FPDF_ERR_PASSWORD


@dataclass(frozen=True, slots=True)
class Text:
    """A PDF's text layer, and the title that its metadata give ("" for none)."""

    title: str
    pages: Sequence[Page]


def read(path: Path) -> Text:
    """Read the text layer; raises `Unreadable` when the file is broken or locked."""
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == PASSWORD_ERROR or "assword" in str(error):
            raise Unreadable(
                "The PDF is protected by a password; save a copy without one."
            ) from error
        raise Unreadable("The PDF is damaged; export or download it again.") from error
    try:
        pages = [_page(document, index) for index in range(len(document))]
        return Text(document.get_metadata_value("Title").strip(), pages)
    finally:
        document.close()


def _page(document: pdfium.PdfDocument, index: int) -> Page:
    try:
        page = document[index]
        width, height = page.get_size()
        lines = gathered(_words(page.get_textpage()))
    except pdfium.PdfiumError as error:
        raise Unreadable(
            f"Page {index + 1} of the PDF is damaged; export or download it again."
        ) from error
    return Page(index + 1, width, height, lines)


def _words(page: pdfium.PdfTextPage) -> Iterator[Word]:
    """Words as a line has them: pdfium runs a hyphenated one on into the next line."""
    start, text, count = 0, "", page.count_chars()
    for index in range(count):
        char = chr(raw.FPDFText_GetUnicode(page, index) or 32)
        if not char.isspace():
            start = start if text else index
            text += char
        if text and (char.isspace() or char == HYPHEN):
            yield _word(page, start, start + len(text) - 1, text)
            text = ""
    if text:
        yield _word(page, start, count - 1, text)


def _word(page: pdfium.PdfTextPage, first: int, last: int, text: str) -> Word:
    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(page, first, x, y)
    box = raw.FS_RECTF()
    raw.FPDFText_GetLooseCharBox(page, last, box)
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(page, first, matrix)
    scale = math.hypot(matrix.c, matrix.d) or 1.0
    fonts = [_font(page, index) for index in (first, (first + last) // 2, last)]
    return Word(
        text=text.encode("utf-16", "surrogatepass")
        .decode("utf-16", "replace")
        .translate(LIGATURES),
        x0=x.value,
        x1=max(box.right, x.value),
        y=y.value,
        size=round(raw.FPDFText_GetFontSize(page, first) * scale, 1),
        mono=_is_code(text, [bool(flags & FIXED_PITCH) or is_monospace(f) for f, flags in fonts]),
        bold=all(is_bold(name) for name, _ in fonts),
    )


def _is_code(text: str, mono: Sequence[bool]) -> bool:
    """Whether a word is code, by the fonts of its first, middle and last character.

    The comma after `x` in prose is not set as code; a bracket in the wrong font is a slip.
    """
    return all(mono) if text[-1] in ".,;:!?" else sum(mono) >= 2


def _font(page: pdfium.PdfTextPage, index: int) -> tuple[str, int]:
    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    raw.FPDFText_GetFontInfo(page, index, name, len(name), flags)
    return name.value.decode("utf-8", "replace"), flags.value
