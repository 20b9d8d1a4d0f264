"""Word documents, walked from top to bottom as a reader sees them.

Not through unstructured, which loses tracked insertions, content controls, equations, footnotes,
text boxes, charts and the numbers of headings. python-docx opens the package.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingestion.elements import Element, Parsed
from ingestion.parsers.office.left_out import LeftOut
from ingestion.parsers.office.markup import Node, W, one_branch, related, tree
from ingestion.parsers.office.package import open_package, sound
from ingestion.parsers.parser_options import Reading
from ingestion.parsers.word.margins import margins
from ingestion.parsers.word.numbering import Numbering
from ingestion.parsers.word.styles import BODY, TITLE, Styles
from ingestion.parsers.word.walk import Walk

if TYPE_CHECKING:
    from docx.document import Document

BOLD = 7  # the level of bold lines where styles make headings, too
GENERIC_TITLE = re.compile(r"word document|document\d*|untitled.*|microsoft word.*", re.IGNORECASE)
OPENING = 20  # paragraphs that may be the title


def parse(path: Path, reading: Reading) -> Parsed:
    """Read a Word file; its title is in the style Title, else the one heading above all others."""
    import docx
    from docx.exceptions import PythonDocxError
    from docx.opc.exceptions import OpcError

    broken = (PythonDocxError, OpcError)
    document = open_package(docx.Document, path, "Word", reading.room, *broken)
    with sound("Word", *broken):  # it looks at a part only when that is asked for
        return _read(document)


def _read(document: Document) -> Parsed:
    part, left_out = document.part, LeftOut()
    body = one_branch(document.element.body)
    styles = Styles(_root(part, "styles"))
    numbering = Numbering(_root(part, "numbering"), styles)
    walk = Walk(part, styles, numbering, _notes(part), left_out)
    plain = not any(styles.of(p).level < BODY for p in body.iter(f"{W}p"))
    walk.bold_level = 1 if plain else BOLD
    elements = list(_joined(walk.blocks(body)))
    title = _title(document, body, styles, elements)
    walk.bold_level = 0
    elements += margins(part, body, walk, [title, *(e.text for e in elements)])
    for comments in related(part, "comments"):
        for _ in _content(comments).iter(f"{W}comment"):
            left_out.hidden("comment")
    return Parsed(title, elements, notes=left_out.notes())


def _root(part: Any, kind: str) -> Node | None:
    found = next(related(part, kind), None)
    return None if found is None else _content(found)


def _content(part: Any) -> Node:
    element = getattr(part, "element", None)
    return tree(part.blob) if element is None else element


def _notes(part: Any) -> dict[tuple[str, str], Node]:
    """Footnotes and endnotes by kind and id."""
    found = {}
    for kind in ("footnote", "endnote"):
        root = _root(part, f"{kind}s")
        for note in root.iter(f"{W}{kind}") if root is not None else ():
            if note.get(f"{W}type", "normal") == "normal":
                found[kind, note.get(f"{W}id", "")] = one_branch(note)
    return found


def _joined(elements: Iterable[Element]) -> Iterator[Element]:
    """Lines of a program, one paragraph each in Word, become one block."""
    lines: list[str] = []
    for element in elements:
        if element.kind == "code":
            lines.append(element.text)
            continue
        if lines:
            yield Element("code", "\n".join(lines))
            lines = []
        yield element
    if lines:
        yield Element("code", "\n".join(lines))


def _title(document: Document, body: Node, styles: Styles, elements: list[Element]) -> str:
    opening = (node for node, _ in zip(body.iter(f"{W}p"), range(OPENING), strict=False))
    titled = any(styles.of(node).level == TITLE for node in opening)
    headings = [element for element in elements if element.kind == "heading"]
    if titled and headings:
        return headings[0].text
    first, below = headings[:1], headings[1:]
    if first and elements[0] is first[0] and below and all(h.level > first[0].level for h in below):
        return first[0].text
    own = document.core_properties.title.strip()
    return "" if GENERIC_TITLE.fullmatch(own) else own
