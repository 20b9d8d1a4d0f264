"""PDF: the text layer, page by page, put back into headings, paragraphs, code and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import NoReturn

from agent.errors import NeedsProgram, Unreadable
from ingestion.elements import Element, Parsed
from ingestion.parsers import grids
from ingestion.parsers.parser_options import Reading
from ingestion.parsers.pdf import blocks as pdf_blocks
from ingestion.parsers.pdf import page_text as pdf_text
from ingestion.parsers.pdf import scans as pdf_scans
from ingestion.parsers.pdf.boxes import in_boxes, named
from ingestion.parsers.pdf.columns import in_columns
from ingestion.parsers.pdf.contents import without_contents
from ingestion.parsers.pdf.layout import Metrics, joined_rows, metrics, without_furniture
from ingestion.parsers.pdf.lines import Line, Page
from ingestion.parsers.pdf.page_text import Text
from ingestion.parsers.pdf.ruled_tables import RuledTable, parts
from ingestion.parsers.pdf.view import Spellings, View
from ingestion.parsers.plain_text import paragraphs
from ingestion.parsers.programs import TESSERACT

BESIDE = 0.3  # of a slide's width; a box that begins further right has another one beside it
NO_TITLE = re.compile(
    r"untitled.*|microsoft (word|powerpoint).*|powerpoint presentation|document\d*|[\W\d_]*"
    r"|.*\.(docx?|pptx?|odt|odp|tex|dvi|indd|pdf|html?)",
    re.IGNORECASE,
)


def parse(path: Path, reading: Reading) -> Parsed:
    """Read a PDF; its title is that of its metadata, else its first heading on page 1."""
    text = pdf_text.read(path)
    scans = pdf_scans.read(path, text, reading)
    if not any(page.lines for page in text.pages) and not scans.texts:
        _no_text(text)
    measure = metrics(text.pages)
    pages = without_contents(without_furniture(text.pages, measure.body))
    words = Spellings(pages)
    slides = sum(page.wide for page in pages) * 2 >= len(pages)
    elements = [e for page in pages for e in _page(page, measure, words, slides)]
    for number, recognised in scans.texts.items():
        elements += _scan(pages[number - 1], recognised)
    elements.sort(key=lambda element: element.page or 0)
    return Parsed(
        _title(text.title, elements),
        _levelled(elements),
        pages=len(pages),
        notes=(*text.notes, *scans.notes),
        page_labels=text.labels,
    )


def _no_text(text: Text) -> NoReturn:
    if text.pictures:
        raise NeedsProgram(TESSERACT.missing("The PDF has pictures of pages and no text; it"))
    if text.drawings:
        raise NeedsProgram(TESSERACT.missing("The PDF has drawings or handwriting and no text; it"))
    raise Unreadable("No text was found in the PDF.")


def _scan(page: Page, text: str) -> Iterator[Element]:
    if page.wide:  # a slide, to which the section above does not belong
        yield Element("heading", "", level=1, page=page.number)
    for found in paragraphs(text):
        yield replace(found, page=page.number)


def _page(page: Page, measure: Metrics, words: Spellings, slides: bool) -> Iterator[Element]:
    """A page, then what stands on it in other directions. In a document of slides a page wider
    than high is one; in others it is a page with something wide on it."""
    if page.wide and slides:
        yield from _slide(page, measure, words)
    elif page.ruled and not in_columns(page):
        for band in parts(page.lines, page.ruled):
            if isinstance(band, RuledTable):
                yield from _ruled(band, page)
            else:
                rows = joined_rows(band)
                yield from pdf_blocks.elements(
                    View(page.number, rows, measure, words, headings=True)
                )
    else:
        lines = in_columns(page) or joined_rows(page.lines)
        yield from pdf_blocks.elements(View(page.number, lines, measure, words, headings=True))
    for part in page.turned:
        rows = joined_rows(part.lines)
        yield from pdf_blocks.elements(View(part.number, rows, measure, words, headings=False))


def _slide(page: Page, measure: Metrics, words: Spellings) -> Iterator[Element]:
    """A page wider than high is a slide: its largest text is its title, the only heading."""
    title = _slide_title(page.lines, measure.body)
    heading = " ".join(line.text for line in title)
    yield Element("heading", heading, level=1, page=page.number)
    rest = [line for line in page.lines if line not in title]
    for band in parts(rest, page.ruled):
        if isinstance(band, RuledTable):
            yield from _ruled(band, page)
        else:
            yield from _boxes(band, page, measure, words)


def _ruled(table: RuledTable, page: Page) -> Iterator[Element]:
    for found in grids.table(table.cells):
        yield replace(found, page=page.number)


def _boxes(
    rest: Sequence[Line], page: Page, measure: Metrics, words: Spellings
) -> Iterator[Element]:
    boxes = in_boxes(rest, BESIDE * page.width)
    for box in boxes:
        name, lines = named(box) if len(boxes) > 1 else ("", box)
        if len(boxes) > 1:  # it ends with the next one
            yield Element("heading", name, level=2, page=page.number)
        yield from pdf_blocks.elements(View(page.number, lines, measure, words, headings=False))


def _slide_title(lines: Sequence[Line], body: float) -> list[Line]:
    prose = [line for line in lines if not line.mono]
    largest = max((line.size for line in prose), default=0.0)
    title: list[Line] = []
    for line in prose:
        if line.size >= 0.95 * largest:
            title.append(line)
        elif title:
            break
    others = [line.size for line in lines if line not in title] or [body]
    stands_out = largest >= 1.15 * median(others)
    return title if stands_out and len(title) <= 3 else []


def _levelled(elements: Sequence[Element]) -> list[Element]:
    """The elements with their headings' ranks as levels from 1."""
    ranks = sorted({element.level for element in elements if element.kind == "heading"})
    levels = {rank: level for level, rank in enumerate(ranks, start=1)}
    return [
        Element("heading", e.text, levels[e.level], e.page) if e.kind == "heading" else e
        for e in elements
    ]


def _title(own: str, elements: Sequence[Element]) -> str:
    if not NO_TITLE.fullmatch(own):
        return own
    first = [e for e in elements if e.kind == "heading" and e.page == 1 and e.text]
    return min(first, key=lambda e: e.level).text if first else ""
