"""OpenDocument texts (LibreOffice Writer): the tree of content.xml holds order and structure."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from lxml import etree  # type: ignore[import-untyped]

from agent.errors import Unreadable
from ingestion.elements import Element, Parsed
from ingestion.parsers import open_tables
from ingestion.parsers.office.left_out import LeftOut
from ingestion.parsers.open_lists import DEEPEST, LIST, Numbers
from ingestion.parsers.open_objects import drop_hidden, formulas, write_objects
from ingestion.parsers.open_spans import write_spans
from ingestion.parsers.open_unseen import drop_white
from ingestion.parsers.parser_options import Reading
from ingestion.parsers.unpack import opened, small
from ingestion.parsers.word.margins import NUMBER as PAGE_NUMBER

OASIS = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}%s"
CODE = ("preformatted", "code", "listing", "source")  # in the names of styles
MOST_SPACES = 200  # that one mark may stand for


def _text(name: str) -> str:
    return OASIS % ("text", name)


def _tables(name: str) -> str:
    return OASIS % ("table", name)


STYLE = _text("style-name")
NOTE, BOX = _text("note"), OASIS % ("drawing", "text-box")
SHAPES = tuple(
    OASIS % ("drawing", name)
    for name in (
        "custom-shape",
        "rect",
        "ellipse",
        "circle",
        "line",
        "connector",
        "polygon",
        "path",
    )
)
ITEMS = (_text("list-header"), _text("list-item"))
UNREAD = {
    _text("tracked-changes"),
    _text("sequence-decls"),
    _text("table-of-content"),
    _text("alphabetical-index"),
    _text("illustration-index"),
    _text("table-index"),
    _text("object-index"),
    OASIS % ("office", "annotation"),
    OASIS % ("office", "forms"),
}


@dataclass(frozen=True, slots=True)
class Styles:
    """The styles by name: their parents' names, and how lists are numbered."""

    parents: dict[str, str]
    numbers: Numbers

    def is_code(self, name: str) -> bool:
        """Whether a paragraph's style is one for programs."""
        family = f"{name} {self.parents.get(name, '')}".lower()
        return any(word in family for word in CODE)


def parse(path: Path, reading: Reading) -> Parsed:
    """Read an .odt file; its title is in the style Title, else that of its properties."""
    with opened(path, reading.room, "OpenDocument text") as archive:
        if b"encryption-data" in _member(archive, "META-INF/manifest.xml"):
            raise Unreadable("The file is protected by a password; save a copy without one.")
        names = ("content.xml", "meta.xml", "styles.xml")
        content, meta, looks = (_member(archive, name) for name in names)
        objects = formulas(archive)
    try:
        root = _tree(content)
        styled = _tree(looks) if looks else None
        margins = _margins(styled) if styled is not None else []
        own = _tree(meta).findtext(".//{http://purl.org/dc/elements/1.1/}title") if meta else ""
    except etree.XMLSyntaxError as error:
        raise Unreadable("The file is damaged; open it in LibreOffice and save it again.") from (
            error
        )
    left_out = _left_out(root)
    drop_white(root, styled, left_out)
    write_spans(root, styled, left_out)
    write_objects(root, objects, left_out)
    styles = _styles(root, Numbers(root, styled))
    elements = [*_joined(_children(root, styles, "")), *margins]
    titled = root.xpath(".//*[local-name()='p'][@*[local-name()='style-name']='Title']")
    title = _inline(titled[0]).strip() if titled else (own or "").strip()
    return Parsed(title, elements, notes=left_out.notes())


def _margins(looks: etree._Element) -> list[Element]:
    """Page headers and footers that are more than a page number, each once, at the end."""
    nodes = looks.iter(*(OASIS % ("style", name) for name in ("header", "footer")))
    lines = (" ".join(_inline(line).split()) for node in nodes for line in node.iter(_text("p")))
    unique = dict.fromkeys(line for line in lines if not PAGE_NUMBER.fullmatch(line))
    found = [Element("paragraph", line) for line in unique]
    return [Element("heading", "", level=1), *found] if found else []


def _left_out(root: etree._Element) -> LeftOut:
    """Comments and hidden text."""
    left_out = LeftOut()
    drop_hidden(root, left_out)
    for _ in root.iter(OASIS % ("office", "annotation")):
        left_out.hidden("comment")
    return left_out


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    return small(archive, name) if name in archive.namelist() else b""


def _tree(xml: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    return etree.fromstring(xml, parser)


def _styles(root: etree._Element, numbers: Numbers) -> Styles:
    name, parent = OASIS % ("style", "name"), OASIS % ("style", "parent-style-name")
    named = root.iter(OASIS % ("style", "style"))
    return Styles({style.get(name, ""): style.get(parent, "") for style in named}, numbers)


def _children(node: etree._Element, styles: Styles, indent: str) -> Iterator[Element]:
    for child in node.iterchildren(tag=etree.Element):
        if child.tag not in UNREAD:
            yield from BLOCKS.get(child.tag, _children)(child, styles, indent)


def _heading(node: etree._Element, styles: Styles, _: str) -> Iterator[Element]:
    if text := " ".join(_inline(node).split()):
        given = node.get(_text("outline-level"), "1")
        level = min(int(given), DEEPEST) if given.isdecimal() else 1
        listed = next(node.iterancestors(LIST), None) is not None
        number = "" if listed else styles.numbers.heading(node, max(level, 1))
        yield Element("heading", f"{number} {text}".strip(), level=level)
    yield from _hanging(node, styles, "")


def _paragraph(node: etree._Element, styles: Styles, indent: str) -> Iterator[Element]:
    text = _inline(node)
    if styles.is_code(node.get(STYLE, "")):
        yield Element("code", text.rstrip())
    elif text.strip():
        level = node.get(STYLE) == "Title"
        yield (
            Element("heading", text.strip(), 1)
            if level
            else Element("paragraph", indent + text.strip())
        )
    yield from _hanging(node, styles, indent)


def _hanging(node: etree._Element, styles: Styles, indent: str) -> Iterator[Element]:
    """The footnotes and text boxes of a paragraph, below it."""
    for note in _outermost(node, NOTE):
        kind = "Endnote" if note.get(_text("note-class")) == "endnote" else "Footnote"
        number, body = note.find(_text("note-citation")), note.find(_text("note-body"))
        label = f"{kind} {_inline(number).strip() if number is not None else ''}".strip() + ": "
        for element in _children(body, styles, indent) if body is not None else ():
            prose = element.kind == "paragraph"
            yield Element(element.kind, label + element.text if prose else element.text)
            label = "" if prose else label
    for box in _outermost(node, BOX, *SHAPES):
        yield from _children(box, styles, indent)


def _outermost(node: etree._Element, *tags: str) -> Iterator[etree._Element]:
    """Elements of these names that are in no other one of a paragraph's own."""
    for child in node.iterchildren(tag=etree.Element):
        if child.tag in tags:
            yield child
        elif child.tag not in (NOTE, BOX, *SHAPES):
            yield from _outermost(child, *tags)


def _list(node: etree._Element, styles: Styles, indent: str) -> Iterator[Element]:
    styles.numbers.enter(node)
    for item in node.iterchildren(*ITEMS):
        number = styles.numbers.item(node, item) if item.tag == ITEMS[1] else ""
        marker = "" if item.tag == ITEMS[0] else f"{_ended(number)} "
        inner = _children(item, styles, indent + " " * len(marker))
        for position, element in enumerate(inner):
            if position == 0 and marker and element.kind == "paragraph":
                yield Element("list_item", f"{indent}{marker}{element.text.strip()}")
            elif position == 0 and number and element.kind == "heading":
                yield replace(element, text=f"{number} {element.text}")
            else:
                yield element


def _ended(number: str) -> str:
    """A number as it stands before an item; a bullet without one."""
    return number + "." * number[-1].isalnum() if number else "-"


def _table(node: etree._Element, styles: Styles, _: str) -> Iterator[Element]:
    yield from open_tables.table(node, _cell)
    yield from _hanging(node, styles, "")


def _cell(cell: etree._Element) -> str:
    lines = (_inline(line).strip() for line in cell.iter(_text("p"), _text("h")))
    return " ".join(filter(None, lines))


def _inline(node: etree._Element) -> str:
    parts = [node.text or ""]
    for child in node:
        if child.tag == _text("s"):
            parts.append(" " * min(int(child.get(_text("c"), "1")), MOST_SPACES))
        elif child.tag in INLINE:
            parts.append(INLINE[child.tag])
        elif isinstance(child.tag, str) and child.tag not in HIDDEN:
            parts.append(_inline(child))
        parts.append(child.tail or "")
    return "".join(parts)


INLINE = {_text("tab"): "\t", _text("line-break"): "\n"}
HIDDEN = UNREAD | {OASIS % ("drawing", "frame"), *SHAPES, NOTE}
BLOCKS: dict[str, Callable[[etree._Element, Styles, str], Iterator[Element]]] = {
    _text("h"): _heading,
    _text("p"): _paragraph,
    _text("list"): _list,
    _tables("table"): _table,
}


def _joined(elements: Iterator[Element]) -> Iterator[Element]:
    """Lines of a program, one paragraph each, become one block."""
    lines: list[str] = []
    for element in elements:
        if element.kind == "code":
            lines.append(element.text)
            continue
        yield from _program(lines)
        lines = []
        yield element
    yield from _program(lines)


def _program(lines: list[str]) -> Iterator[Element]:
    if any(line.strip() for line in lines):
        yield Element("code", "\n".join(lines).strip("\n"))
