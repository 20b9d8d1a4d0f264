"""Word documents: unstructured gives order, lists and tables; the styles give the headings."""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ingestion.elements import Element, Parsed
from ingestion.parsers.fonts import is_monospace
from ingestion.parsers.office import open_package
from ingestion.parsers.partition import partition_docx, table_rows
from ingestion.parsers.reading import Reading
from ingestion.parsers.tables import markdown_table

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph
    from unstructured.documents.elements import Element as Item

TITLE, BODY, BOLD = 0, 99, 7
GENERIC_TITLE = re.compile(r"word document|document\d*|untitled.*|microsoft word.*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Look:
    """How a paragraph is set: 1 to 9 for headings, else TITLE or BODY."""

    level: int
    code: bool
    bold: bool


def parse(path: Path, reading: Reading) -> Parsed:
    """Read a Word file; its title is in the style Title, else its opening Heading 1."""
    import docx
    from docx.exceptions import PythonDocxError
    from docx.opc.exceptions import OpcError

    document = open_package(docx.Document, path, "Word", reading.room, PythonDocxError, OpcError)
    looks = _looks(document)
    plain = not any(look.level < BODY for found in looks.values() for look in found)
    elements: list[Element] = []
    for item in partition_docx(path):
        for element in _element(item, looks, bold_level=1 if plain else BOLD):
            _append(elements, element)
    return Parsed(_title(document, elements), elements)


def _looks(document: Document) -> dict[str, deque[Look]]:
    """The looks of all paragraphs, by their text, in order."""
    looks: dict[str, deque[Look]] = defaultdict(deque)
    for paragraph in document.paragraphs:
        looks[_key(paragraph.text)].append(_look(paragraph))
    return looks


def _look(paragraph: Paragraph) -> Look:
    runs = [run for run in paragraph.runs if run.text.strip()]
    named = [run.font.name for run in runs]
    of_style = None if all(named) else _style_font(paragraph)  # takes a walk through all styles
    fonts = [name or of_style for name in named]
    return Look(
        level=_level(paragraph),
        code=bool(fonts) and all(is_monospace(font) for font in fonts),
        bold=bool(runs) and all(run.bold for run in runs),
    )


def _styles(paragraph: Paragraph) -> Iterator[str]:
    """The names of the paragraph's style and of those it is based on."""
    style = paragraph.style
    while style is not None:
        yield style.name or ""
        style = style.base_style


def _level(paragraph: Paragraph) -> int:
    for name in _styles(paragraph):
        if heading := re.fullmatch(r"[Hh]eading (\d)", name):
            return int(heading[1])
        if name == "Title":
            return TITLE
    return BODY


def _style_font(paragraph: Paragraph) -> str | None:
    return paragraph.style.font.name if paragraph.style else None


def _element(item: Item, looks: dict[str, deque[Look]], bold_level: int) -> Iterator[Element]:
    if item.category in ("Header", "Footer", "PageBreak"):
        return
    if item.category == "Table":
        yield Element("table", markdown_table(table_rows(item)))
        return
    text = item.text.strip("\n")
    found = looks.get(_key(text))
    look = found.popleft() if found else Look(BODY, code=False, bold=False)
    if item.category == "ListItem":
        yield Element("list_item", _bullet(text, item.metadata.category_depth or 0))
    elif look.level < BODY:
        yield Element("heading", " ".join(text.split()), level=max(look.level, 1))
    elif look.code:
        yield Element("code", text.rstrip())
    elif look.bold and len(text) <= 80 and not text.rstrip().endswith((".", ":", ",", ";")):
        yield Element("heading", " ".join(text.split()), level=bold_level)
    elif text.strip():
        yield Element("paragraph", text.strip())


def _bullet(text: str, depth: int) -> str:
    numbered = re.match(r"(\d+|[A-Za-z]|[ivxIVX]+)[.)] ", text)
    return "  " * depth + (text if numbered else f"- {text}")


def _append(elements: list[Element], element: Element) -> None:
    """Add an element; lines of a program, one paragraph each in Word, become one block."""
    if elements and element.kind == elements[-1].kind == "code":
        element = Element("code", f"{elements.pop().text}\n{element.text}")
    elements.append(element)


def _title(document: Document, elements: list[Element]) -> str:
    for paragraph in document.paragraphs[:20]:
        if _level(paragraph) == TITLE and paragraph.text.strip():
            return " ".join(paragraph.text.split())
    if elements and elements[0].kind == "heading":
        return elements[0].text
    own = document.core_properties.title.strip()
    return "" if GENERIC_TITLE.fullmatch(own) else own


def _key(text: str) -> str:
    return " ".join(text.split())
