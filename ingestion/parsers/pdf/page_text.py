"""pypdfium2: the words of a PDF's pages, with their place and font, and what is not in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from agent.errors import Unreadable
from ingestion.parsers.office.left_out import LeftOut
from ingestion.parsers.pdf import attachments, glyphs, objects, unseen
from ingestion.parsers.pdf.annotations import filled_in, with_fields
from ingestion.parsers.pdf.inventory import Inventory, inventory
from ingestion.parsers.pdf.layers import Layers
from ingestion.parsers.pdf.lines import Line, Page
from ingestion.parsers.pdf.open_pages import OpenPages
from ingestion.parsers.pdf.raised_digits import TURNS, UNSEEN
from ingestion.parsers.pdf.ruled_tables import RuledTable, ruled_tables
from ingestion.parsers.pdf.rules import rules
from ingestion.parsers.pdf.words import ReadLine, for_library, lines
from ingestion.parsers.pdf.words_in_python import Size

SHARPNESS = 300  # dots per inch, what tesseract is trained on
MAX_EDGE = 8_000  # dots, however large the page
NO_LABEL = 2  # bytes: the end of the text
PASSWORD_ERROR = raw.FPDF_ERR_PASSWORD


@dataclass(frozen=True, slots=True)
class Text:
    """A PDF's text layer, and the title that its metadata give ("" for none)."""

    title: str
    pages: Sequence[Page]
    labels: Mapping[int, str]  # printed page labels that differ from the number, by number
    pictures: Sequence[int]  # the numbers of pages that show a picture and have no text
    drawings: Sequence[int]  # ... that show lines, drawn or written by hand
    notes: tuple[str, ...] = ()


def read(path: Path) -> Text:
    """Read the text layer; raises `Unreadable` when the file is broken or locked."""
    document = _opened(path)
    try:
        found, unknown = _text(document)
        return _mended(document, found, unknown) if unknown else found
    finally:
        document.close()


def _opened(file: Path | bytes) -> pdfium.PdfDocument:
    # without an error for this file, PDFium reports the last one of another file
    raw.FPDF_LoadMemDocument(b"", 0, None)
    try:
        document = pdfium.PdfDocument(file)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == PASSWORD_ERROR or "assword" in str(error):
            raise Unreadable(
                "The PDF is protected by a password; save a copy without one."
            ) from error
        raise Unreadable("The PDF is damaged; export or download it again.") from error
    if document.get_formtype() != raw.FORMTYPE_NONE:
        document.init_forms()
    return document


def _mended(document: pdfium.PdfDocument, found: Text, unknown: Mapping[int, int]) -> Text:
    """The text with signs read by the names of their glyphs; a note on those that are left."""
    mended = glyphs.mended(document)
    if mended is not None:
        copy = _opened(mended)
        try:
            again, left = _text(copy)
        finally:
            copy.close()
        if sum(left.values()) < sum(unknown.values()):
            found, unknown = again, left
    return found if not unknown else _with_note(found, glyphs.note(unknown))


def _with_note(found: Text, note: str) -> Text:
    kept = (found.title, found.pages, found.labels, found.pictures, found.drawings)
    return Text(*kept, (*found.notes, note))


def _text(document: pdfium.PdfDocument) -> tuple[Text, Mapping[int, int]]:
    """The text, and how many letters of a page are unknown, by its number."""
    left_out = LeftOut()
    attachments.count(document, left_out)
    reader = _Reader(document, left_out)
    try:
        pages = [reader.page(index) for index in range(len(document))]
    finally:
        reader.close()
    for number in objects.lone_pictures(reader.shown):
        left_out.unread("picture", f"page {number}")
    for number in objects.lone_drawings(reader.shown):
        left_out.unread("drawing", f"page {number}")
    numbered = list(enumerate(reader.shown, start=1))
    text = Text(
        document.get_metadata_value("Title").strip(),
        pages,
        _labels(document),
        [number for number, shown in numbered if shown.is_picture],
        [number for number, shown in numbered if shown.is_drawing],
        left_out.notes(),
    )
    return text, reader.unknown


def draw(path: Path, number: int, folder: Path) -> Path:
    """Draw a page as a picture into a folder; gives its path."""
    picture = folder / f"{number}.png"
    document = pdfium.PdfDocument(path)
    try:
        page = document[number - 1]
        scale = min(SHARPNESS / 72, MAX_EDGE / max(page.get_size()))
        page.render(scale=scale, grayscale=True).to_pil().save(picture)
    except pdfium.PdfiumError as error:
        raise Unreadable(f"Page {number} of the PDF cannot be rendered.") from error
    finally:
        document.close()
    return picture


def _labels(document: pdfium.PdfDocument) -> dict[int, str]:
    labels: dict[int, str] = {}
    for index in range(len(document)):
        if raw.FPDF_GetPageLabel(document, index, None, 0) > NO_LABEL:
            labels[index + 1] = document.get_page_label(index).strip()
    return {n: label for n, label in labels.items() if label and label != str(n)}


class _Reader:
    """Reads one page after the other."""

    def __init__(self, document: pdfium.PdfDocument, left_out: LeftOut) -> None:
        self._document = document
        self._form: Any = document.formenv
        self._left_out = left_out
        self._layer_off = for_library(Layers(document).is_off)
        self._pages = OpenPages(document)
        self.shown: list[objects.Shown] = []
        self.unknown: dict[int, int] = {}

    def close(self) -> None:
        """Close what is open of the document."""
        self._pages.close()

    def page(self, index: int) -> Page:
        """The text of a page along its own direction; text in other directions is beside it."""
        try:
            page = self._pages.page(index)
            width, height = raw.FPDF_GetPageWidthF(page), raw.FPDF_GetPageHeightF(page)
            turned = raw.FPDFPage_GetRotation(page)
            size = (height, width) if turned % 2 else (width, height)
            found = self._lines(page, size)
            marks = found[0].page.marks if found else 0
            if marks & UNSEEN:
                found = self._seen(page, found, size, f"page {index + 1}")
            there = inventory(page)
            self.shown.append(objects.shown(page, (width, height), there, bool(found)))
        except pdfium.PdfiumError as error:
            raise Unreadable(
                f"Page {index + 1} of the PDF is damaged; export or download it again."
            ) from error
        turns = _turns(found) if marks & TURNS else [0]
        wide = width > height
        if found and glyphs.UNKNOWN in found[0].page.text:
            self.unknown[index + 1] = found[0].page.text.count(glyphs.UNKNOWN)
        if turns == [0] and not turned:
            main, others = Page(index + 1, *size, found, wide), []
        else:
            main, *others = (
                _page(index + 1, wide, size, turn, found, turn == turned) for turn in turns
            )
        if raw.FPDFPage_GetAnnotCount(page):
            place = f"page {index + 1}"
            filled = filled_in(page, turns[0], size, self._form, self._left_out, place)
            main = main.with_lines(with_fields(main.lines, filled)) if filled else main
        ruled = _ruled(there, main) if turns == [0] and not turned and found else ()
        main = replace(main, ruled=ruled) if ruled else main
        return main.with_turned(others) if others else main

    def _lines(self, page: Any, size: Size) -> list[ReadLine]:
        """The lines of a page, without what pypdfium2 does to open and close a page's text."""
        text = raw.FPDFText_LoadPage(page)
        if not text:
            raise pdfium.PdfiumError("The text of a page cannot be read.")
        try:
            return lines(text, size, self._layer_off)
        finally:
            raw.FPDFText_ClosePage(text)

    def _seen(self, page: Any, found: list[ReadLine], size: Size, place: str) -> list[ReadLine]:
        """The lines without text that no reader sees, which is counted."""
        left = unseen.seen(page, found, size)
        if left != found:
            self._left_out.hidden("passage of hidden text", place)
        return left


def _ruled(there: Inventory, main: Page) -> Sequence[RuledTable]:
    found = rules(there.paths)
    return ruled_tables(found, main.lines) if found else ()


def _turns(found: Sequence[ReadLine]) -> list[int]:
    """The directions of a page's text, that of most of its characters first."""
    characters: Counter[int] = Counter()
    for line in found:
        characters[line.turn] += len(line.text)
    return [turn for turn, _ in characters.most_common()] or [0]


def _page(
    number: int, wide: bool, size: Size, turn: int, found: Sequence[ReadLine], upright: bool
) -> Page:
    """The lines in one direction; pdfium mixes up those that its viewer does not show upright."""
    width, height = size if turn % 2 == 0 else size[::-1]
    along: list[Line] = [line for line in found if line.turn == turn]
    if not upright:
        along.sort(key=lambda line: (-line.y, line.x0))
    return Page(number, width, height, along, wide)
