"""PowerPoint: slide by slide. unstructured gives the text in reading order; the shapes it came
from tell titles, bullets and programs apart."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from ingestion.elements import Element, Parsed
from ingestion.parsers.furniture import running, shape
from ingestion.parsers.office.package import open_package
from ingestion.parsers.partition import partition_pptx, table_rows
from ingestion.parsers.reading import Reading
from ingestion.parsers.slide_places import Place, Role, places
from ingestion.parsers.tables import markdown_table

if TYPE_CHECKING:
    from pptx.slide import Slide
    from unstructured.documents.elements import Element as Item

MAX_LABEL = 24  # characters of a text box that labels part of a drawing
FOOT = 0.85  # of a slide's height
MAX_HEADING = 70  # characters of a text box that stands in for a missing title


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph or a table of a slide."""

    text: str
    place: Place


def parse(path: Path, reading: Reading) -> Parsed:
    """Read a PowerPoint file; its title is that of the first slide; pages are slides."""
    import pptx
    from pptx.exc import PythonPptxError

    deck = open_package(pptx.Presentation, path, "PowerPoint", reading.room, PythonPptxError)
    items: dict[int | None, list[Item]] = defaultdict(list)
    for item in partition_pptx(path):
        items[item.metadata.page_number].append(item)
    foot = FOOT * (deck.slide_height or 0)
    pages = [list(_lines(items[n], places(s, foot))) for n, s in enumerate(deck.slides, start=1)]
    footers = _footers(pages)
    elements: list[Element] = []
    for number, slide in enumerate(deck.slides, start=1):
        lines = [line for line in pages[number - 1] if shape(line.text) not in footers]
        elements += _slide(lines, _notes(slide), number)
    first = next((e.text for e in elements if e.kind == "heading" and e.page == 1), "")
    return Parsed(first, elements, pages=len(pages))


def _footers(pages: list[list[Line]]) -> set[str]:
    """Text boxes that stand in for real footers, known by standing at the foot of most slides."""
    low = [(n, line.text) for n, lines in enumerate(pages) for line in lines if line.place.low]
    return running(((number, shape(text)) for number, text in low), len(pages))


def _slide(lines: list[Line], notes: str, page: int) -> Iterator[Element]:
    title = [line for line in lines if line.place.role == "title"] or _stand_in(lines)
    heading = " ".join(" ".join(line.text for line in title).split())
    yield Element("heading", heading, level=1, page=page)
    rest = [line for line in lines if line not in title]
    for _, group in groupby(rest, key=lambda line: _block(line, rest)):
        yield from _group(list(group), page)
    if notes:
        yield Element("notes", notes, page=page)


def _lines(items: list[Item], known: dict[str, deque[Place]]) -> Iterator[Line]:
    for position, item in enumerate(items):
        if item.category == "Table":
            yield Line(markdown_table(table_rows(item)), Place(-position, "table", 0))
        elif item.text.strip() and (found := known.get(item.text)):
            place = found.popleft() if len(found) > 1 else found[0]
            if place.role != "furniture":
                yield Line(item.text.replace("\v", "\n").rstrip(), place)


def _block(line: Line, lines: list[Line]) -> tuple[int, Role]:
    """Lines with the same block stand together: those of a shape, and labels of a drawing."""
    alone = sum(other.place.shape == line.place.shape for other in lines) == 1
    label = alone and line.place.role == "text" and len(line.text) <= MAX_LABEL
    return (0 if label else line.place.shape), line.place.role


def _group(lines: list[Line], page: int) -> Iterator[Element]:
    """Bullets one by one; a program or the other texts of a shape as one block."""
    role = lines[0].place.role
    if role == "table":
        yield Element("table", lines[0].text, page=page)
    elif role == "code":
        yield Element("code", "\n".join(line.text for line in lines), page=page)
    elif role == "bullet":
        for line in lines:
            if text := " ".join(line.text.split()).lstrip("-–•").lstrip():
                yield Element("list_item", f"{'  ' * line.place.level}- {text}", page=page)
    else:
        yield Element("paragraph", "\n".join(line.text.strip() for line in lines), page=page)


def _stand_in(lines: list[Line]) -> list[Line]:
    """The topmost text box, where it can be the title of a slide that has none."""
    first = lines[:1]
    alone = first and sum(line.place.shape == first[0].place.shape for line in lines) == 1
    short = first and len(first[0].text) <= MAX_HEADING and first[0].place.role == "text"
    return first if alone and short else []


def _notes(slide: Slide) -> str:
    frame = slide.notes_slide.notes_text_frame if slide.has_notes_slide else None
    return frame.text.replace("\v", "\n").strip() if frame else ""
