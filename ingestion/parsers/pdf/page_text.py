"""pypdfium2: the words of a PDF's pages, with their place and font."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from agent.errors import Unreadable
from ingestion.parsers.pdf.lines import Page
from ingestion.parsers.pdf.words import lines

SHARPNESS = 300  # dots per inch, what tesseract is trained on
MAX_EDGE = 8_000  # dots, however large the page
PICTURE = 0.25  # of a page without text; less is decoration
PASSWORD_ERROR = raw.FPDF_ERR_PASSWORD


@dataclass(frozen=True, slots=True)
class Text:
    """A PDF's text layer, and the title that its metadata give ("" for none)."""

    title: str
    pages: Sequence[Page]
    labels: Mapping[int, str]  # what pages call themselves, by number, where that differs
    pictures: Sequence[int]  # the numbers of pages that show a picture and have no text


def read(path: Path) -> Text:
    """Read the text layer; raises `Unreadable` when the file is broken or locked."""
    # PDFium tells of the last error, be it another file's, where it has none to tell of this one
    raw.FPDF_LoadMemDocument(b"", 0, None)
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
        pictures = [p.number for p in pages if not p.lines and _is_picture(document, p)]
        title = document.get_metadata_value("Title").strip()
        return Text(title, pages, _labels(document), pictures)
    finally:
        document.close()


def draw(path: Path, number: int, folder: Path) -> Path:
    """Draw a page as a picture into a folder; gives its path."""
    picture = folder / f"{number}.png"
    document = pdfium.PdfDocument(path)
    try:
        page = document[number - 1]
        scale = min(SHARPNESS / 72, MAX_EDGE / max(page.get_size()))
        page.render(scale=scale, grayscale=True).to_pil().save(picture)
    except pdfium.PdfiumError as error:
        raise Unreadable(f"Page {number} of the PDF cannot be drawn.") from error
    finally:
        document.close()
    return picture


def _labels(document: pdfium.PdfDocument) -> dict[int, str]:
    numbers = range(1, len(document) + 1)
    labels = {number: document.get_page_label(number - 1).strip() for number in numbers}
    return {n: label for n, label in labels.items() if label and label != str(n)}


def _is_picture(document: pdfium.PdfDocument, page: Page) -> bool:
    shown = document[page.number - 1].get_objects([raw.FPDF_PAGEOBJ_IMAGE], max_depth=3)
    edges = (picture.get_bounds() for picture in shown)
    area = sum((right - left) * (top - bottom) for left, bottom, right, top in edges)
    return bool(area > PICTURE * page.width * page.height)


def _page(document: pdfium.PdfDocument, index: int) -> Page:
    try:
        page = document[index]
        width, height = page.get_size()
        found = lines(page.get_textpage())
    except pdfium.PdfiumError as error:
        raise Unreadable(
            f"Page {index + 1} of the PDF is damaged; export or download it again."
        ) from error
    return Page(index + 1, width, height, found)
