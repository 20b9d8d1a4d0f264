"""Form fields and comments on a PDF page, which are not in its text layer."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pypdfium2.raw as raw

from ingestion.parsers.office.left_out import LeftOut
from ingestion.parsers.pdf.attachments import name_of
from ingestion.parsers.pdf.lines import Line, Word
from ingestion.parsers.pdf.words_in_python import Size, placed

HIDDEN = raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW
COMMENTS = (raw.FPDF_ANNOT_TEXT, raw.FPDF_ANNOT_HIGHLIGHT, raw.FPDF_ANNOT_UNDERLINE)
CHECKED, CHOSEN = raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON
TEXT_FIELDS = (
    raw.FPDF_FORMFIELD_TEXTFIELD,
    raw.FPDF_FORMFIELD_COMBOBOX,
    raw.FPDF_FORMFIELD_LISTBOX,
)
LINE = 12.0  # points of a line in a field
CLOSE = 2  # em between a box and its words
MOST = 2_000  # annotations of a page that are looked at


def filled_in(
    page: Any, turn: int, size: Size, form: Any, left_out: LeftOut, place: str
) -> list[Line]:
    """The lines of fields and of text that is written on the page; counts what cannot be read."""
    found: list[Line] = []
    for index in range(min(raw.FPDFPage_GetAnnotCount(page), MOST)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        kind = raw.FPDFAnnot_GetSubtype(annotation) if annotation else raw.FPDF_ANNOT_UNKNOWN
        if kind != raw.FPDF_ANNOT_LINK and not raw.FPDFAnnot_GetFlags(annotation) & HIDDEN:
            text = _text_of(annotation, kind, form)
            found += _lines(annotation, text, turn, size) if text.strip() else []
            _count(annotation, kind, left_out, place)
        raw.FPDFPage_CloseAnnot(annotation)
    return found


def with_fields(lines: Sequence[Line], fields: Sequence[Line]) -> list[Line]:
    """The lines, each field in the line of the words before it, or close behind it as those of a
    box to tick are, else in its reading position."""
    whole = list(lines)
    for field in fields:
        beside = [
            (abs(field.x0 - line.x0), place)
            for place, line in enumerate(whole)
            if abs(line.y - field.y) <= 0.7 * max(line.size, field.size)
            and (line.x0 < field.x0 or line.x0 - field.x1 <= CLOSE * line.size)
        ]
        if beside:
            place = min(beside)[1]
            words = sorted([*whole[place].words, *field.words], key=lambda word: word.x0)
            whole[place] = Line([word._replace(y=whole[place].y) for word in words])
        else:
            below = (n for n, line in enumerate(whole) if line.y < field.y)
            whole.insert(next(below, len(whole)), field)
    return whole


def _text_of(annotation: Any, kind: int, form: Any) -> str:
    if kind == raw.FPDF_ANNOT_FREETEXT:
        return _string(lambda *to: raw.FPDFAnnot_GetStringValue(annotation, b"Contents", *to))
    if kind != raw.FPDF_ANNOT_WIDGET or form is None:
        return ""
    field = raw.FPDFAnnot_GetFormFieldType(form, annotation)
    if field in (CHECKED, CHOSEN):
        return "☒" if raw.FPDFAnnot_IsChecked(form, annotation) else "☐"
    if field not in TEXT_FIELDS:
        return ""
    return _string(lambda *to: raw.FPDFAnnot_GetFormFieldValue(form, annotation, *to))


def _count(annotation: Any, kind: int, left_out: LeftOut, place: str) -> None:
    if kind == raw.FPDF_ANNOT_INK:
        left_out.unread("drawing by hand", place)
    elif kind == raw.FPDF_ANNOT_FILEATTACHMENT:
        left_out.unread("attachment", name_of(raw.FPDFAnnot_GetFileAttachment(annotation)))
    elif kind in COMMENTS and _string(
        lambda *to: raw.FPDFAnnot_GetStringValue(annotation, b"Contents", *to)
    ):
        left_out.hidden("comment", place)


def _string(ask: Callable[..., int]) -> str:
    """A UTF-16 string from pdfium: first its length, then its bytes in a buffer."""
    length = ask(None, 0)
    if length <= 2 or length > 1 << 20:
        return ""
    text = ctypes.create_string_buffer(length)
    ask(ctypes.cast(text, ctypes.POINTER(raw.FPDF_WCHAR)), length)
    return text.raw.decode("utf-16-le", "replace").rstrip("\0")


def _lines(annotation: Any, text: str, turn: int, size: Size) -> Iterator[Line]:
    """The text line by line, from the upper edge of its box."""
    box = raw.FS_RECTF()
    raw.FPDFAnnot_GetRect(annotation, box)
    x0, low, x1 = placed(turn, box.left, box.bottom, box, size)
    parts = [part for part in text.replace("\r", "\n").split("\n") if part.strip()]
    height = abs(box.top - box.bottom) if turn % 2 == 0 else abs(box.right - box.left)
    tall = len(parts) > 1 or height > 2.5 * LINE
    y = low + height - LINE if tall else low + 0.25 * height
    for number, part in enumerate(parts):
        words = part.split()
        wide = max(x1 - x0, 1.0) / max(len(part), 1)
        places = [x0 + wide * sum(len(w) + 1 for w in words[:n]) for n in range(len(words))]
        yield Line(
            [
                Word(word, at, at + wide * len(word), y - number * LINE, LINE - 1, False, False)
                for word, at in zip(words, places, strict=True)
            ]
        )
