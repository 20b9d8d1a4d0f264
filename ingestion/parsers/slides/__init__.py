"""PowerPoint, slide by slide, as an audience sees it.

Not through unstructured, which loses equations, charts, SmartArt and what is below alternatives.
python-pptx opens the package and knows the places that shapes inherit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from agent.errors import Unreadable
from ingestion.elements import Element, Parsed
from ingestion.parsers.furniture import running, shape
from ingestion.parsers.office.left_out import LeftOut
from ingestion.parsers.office.markup import related
from ingestion.parsers.office.package import open_package, sound
from ingestion.parsers.parser_options import Reading
from ingestion.parsers.slides.shapes import Line, Role, lines

if TYPE_CHECKING:
    from pptx.presentation import Presentation
    from pptx.slide import Slide

MAX_LABEL = 24  # characters of a text box that labels part of a drawing
MAX_HEADING = 70  # characters of a text box that stands in for a missing title


def parse(path: Path, reading: Reading) -> Parsed:
    """Read a PowerPoint file; its title is that of the first slide; pages are slides."""
    import pptx
    from pptx.exc import PythonPptxError

    deck = open_package(pptx.Presentation, path, "PowerPoint", reading.room, PythonPptxError)
    with sound("PowerPoint", PythonPptxError):  # it looks at a part only when that is asked for
        return _read(deck)


def _read(deck: Presentation) -> Parsed:
    left_out = LeftOut()
    size = (deck.slide_width or 0, deck.slide_height or 0)
    slides = dict(enumerate(deck.slides, start=1))
    shown = {number: slide for number, slide in slides.items() if not _is_hidden(slide)}
    if slides and not shown:
        raise Unreadable("All slides are hidden; show those that are for students.")
    pages = {n: list(lines(slide, size, left_out, f"slide {n}")) for n, slide in shown.items()}
    footers = _footers(pages)
    elements: list[Element] = []
    for number, slide in shown.items():
        found = [line for line in pages[number] if shape(line.text) not in footers]
        elements += _slide(found, _notes(slide), number)
        for part in related(slide.part, "comments"):
            left_out.hidden("comment", f"slide {number}" if part else "")
    first = next((e.text for e in elements if e.kind == "heading" and e.page == min(shown)), "")
    hidden = [str(number) for number in slides if number not in shown]
    notes = (f"Hidden slides were left out: {', '.join(hidden)}.",) if hidden else ()
    return Parsed(first, elements, pages=len(slides), notes=(*notes, *left_out.notes()))


def _is_hidden(slide: Slide) -> bool:
    return slide.element.get("show", "1") in ("0", "false")


def _footers(pages: dict[int, list[Line]]) -> set[str]:
    """Text boxes that stand in for real footers, known by standing at the foot of most slides."""
    low = [(n, line.text) for n, found in pages.items() for line in found if line.low]
    return running(((number, shape(text)) for number, text in low), len(pages))


def _slide(found: list[Line], notes: str, page: int) -> Iterator[Element]:
    title = [line for line in found if line.role == "title"] or _stand_in(found)
    heading = " ".join(" ".join(line.text for line in title).split())
    yield Element("heading", heading, level=1, page=page)
    rest = [line for line in found if line not in title]
    for _, group in groupby(rest, key=lambda line: _block(line, rest)):
        yield from _group(list(group), page)
    if notes:
        yield Element("notes", notes, page=page)


def _block(line: Line, lines: list[Line]) -> tuple[int, Role]:
    """Lines with the same block stand together: those of a shape, and labels of a drawing."""
    alone = sum(other.shape == line.shape for other in lines) == 1
    label = alone and line.role == "text" and len(line.text) <= MAX_LABEL
    return (0 if label else line.shape), line.role


def _group(lines: list[Line], page: int) -> Iterator[Element]:
    """Bullets one by one; a program or the other texts of a shape as one block."""
    role = lines[0].role
    if role == "block":
        yield from (replace(element, page=page) for element in lines[0].block)
    elif role == "code":
        yield Element("code", "\n".join(line.text for line in lines), page=page)
    elif role == "bullet":
        for line in lines:
            if text := " ".join(line.text.split()).lstrip("-–•").lstrip():
                marker = line.number or "-"
                yield Element("list_item", f"{'  ' * line.level}{marker} {text}", page=page)
    else:
        yield Element("paragraph", "\n".join(line.text.strip() for line in lines), page=page)


def _stand_in(lines: list[Line]) -> list[Line]:
    """The topmost text box, if it can be the title of a slide without one."""
    first = lines[:1]
    alone = first and sum(line.shape == first[0].shape for line in lines) == 1
    short = first and len(first[0].text) <= MAX_HEADING and first[0].role == "text"
    return first if alone and short else []


def _notes(slide: Slide) -> str:
    frame = slide.notes_slide.notes_text_frame if slide.has_notes_slide else None
    return frame.text.replace("\v", "\n").strip() if frame else ""
