"""What the sample documents say at a place, read without the chunker."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pypdfium2
from pptx import Presentation

from evals.golden.cases import Place, plain
from ingestion.parsers import parse

MATERIALS = Path(__file__).parents[2] / "course_materials"


def text_at(place: Place, materials: Path = MATERIALS) -> str:
    """The text of a page, a slide with its notes, or a section with those below it."""
    path = materials / place.source
    if place.section:
        wanted = plain(place.section)
        return "\n".join(text for headings, text in _stretches(path) if wanted in headings)
    pages = _slides(path) if path.suffix == ".pptx" else _pages(path)
    return pages[place.page - 1] if place.page and place.page <= len(pages) else ""


@cache
def _pages(path: Path) -> list[str]:
    document = pypdfium2.PdfDocument(path)
    try:
        return [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()


@cache
def _slides(path: Path) -> list[str]:
    return [_slide(slide) for slide in Presentation(str(path)).slides]


def _slide(slide: object) -> str:
    texts = []
    for shape in slide.shapes:  # type: ignore[attr-defined]
        if shape.has_text_frame:
            texts.append(shape.text_frame.text)
        if shape.has_table:
            texts += [cell.text for row in shape.table.rows for cell in row.cells]
    if slide.has_notes_slide:  # type: ignore[attr-defined]
        texts.append(slide.notes_slide.notes_text_frame.text)  # type: ignore[attr-defined]
    return "\n".join(texts)


@cache
def _stretches(path: Path) -> list[tuple[list[str], str]]:
    """Each element's headings, from the outermost in, and its text."""
    parsed = parse(path)
    headings: list[tuple[int, str]] = [(0, plain(parsed.title or ""))]
    found = []
    for element in parsed.elements:
        if element.kind == "heading":
            headings = [above for above in headings if above[0] < element.level]
            headings.append((element.level, plain(element.text)))
        else:
            found.append(([name for _, name in headings], element.text))
    return found
