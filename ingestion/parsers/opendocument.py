"""OpenDocument texts (LibreOffice Writer): the tree of content.xml holds order and structure."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree  # type: ignore[import-untyped]

from agent.errors import Unreadable
from ingestion.elements import Element, Parsed
from ingestion.parsers.office.left_out import LeftOut
from ingestion.parsers.reading import Reading
from ingestion.parsers.tables import markdown_table
from ingestion.parsers.unpack import opened

OASIS = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}%s"
CODE = ("preformatted", "code", "listing", "source")  # in the names of styles
MAX_REPEAT = 200  # columns; an empty cell may stand for all to the edge


def _text(name: str) -> str:
    return OASIS % ("text", name)


def _tables(name: str) -> str:
    return OASIS % ("table", name)


STYLE, NUMBERED = _text("style-name"), _text("list-level-style-number")
UNREAD = {
    _text("tracked-changes"),
    _text("sequence-decls"),
    _text("table-of-content"),
    _text("alphabetical-index"),
    OASIS % ("office", "annotation"),
    OASIS % ("office", "forms"),
}


@dataclass(frozen=True, slots=True)
class Styles:
    """The styles by name: their parents' names, and whether lists are numbered."""

    parents: dict[str, str]
    numbered: frozenset[str]

    def is_code(self, name: str) -> bool:
        """Whether a paragraph's style is one for programs."""
        family = f"{name} {self.parents.get(name, '')}".lower()
        return any(word in family for word in CODE)


def parse(path: Path, reading: Reading) -> Parsed:
    """Read an .odt file; its title is in the style Title, else that of its properties."""
    with opened(path, reading.room, "OpenDocument text") as archive:
        if b"encryption-data" in _member(archive, "META-INF/manifest.xml"):
            raise Unreadable("The file is protected by a password; save a copy without one.")
        content, meta = (_member(archive, name) for name in ("content.xml", "meta.xml"))
    try:
        root = _tree(content)
        own = _tree(meta).findtext(".//{http://purl.org/dc/elements/1.1/}title") if meta else ""
    except etree.XMLSyntaxError as error:
        raise Unreadable("The file is damaged; open it in LibreOffice and save it again.") from (
            error
        )
    elements = list(_joined(_children(root, _styles(root), "")))
    titled = root.xpath(".//*[local-name()='p'][@*[local-name()='style-name']='Title']")
    title = _inline(titled[0]).strip() if titled else (own or "").strip()
    return Parsed(title, elements, notes=_left_out(root).notes())


def _left_out(root: etree._Element) -> LeftOut:
    """Pictures without a description, formulas and comments."""
    left_out = LeftOut()
    for frame in root.iter(OASIS % ("drawing", "frame")):
        described = frame.xpath("./*[local-name()='desc' or local-name()='title']")
        for kind, what in (("image", "picture"), ("object", "embedded object")):
            if frame.find(OASIS % ("drawing", kind)) is not None and not described:
                left_out.unread(what)
                break
    for _ in root.iter(OASIS % ("office", "annotation")):
        left_out.hidden("comment")
    return left_out


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    return archive.read(name) if name in archive.namelist() else b""


def _tree(xml: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    return etree.fromstring(xml, parser)


def _styles(root: etree._Element) -> Styles:
    name, parent = OASIS % ("style", "name"), OASIS % ("style", "parent-style-name")
    named = root.iter(OASIS % ("style", "style"))
    lists = root.iter(_text("list-style"))
    return Styles(
        {style.get(name, ""): style.get(parent, "") for style in named},
        frozenset(style.get(name, "") for style in lists if style.find(NUMBERED) is not None),
    )


def _children(node: etree._Element, styles: Styles, indent: str) -> Iterator[Element]:
    for child in node.iterchildren(tag=etree.Element):
        if child.tag not in UNREAD:
            yield from BLOCKS.get(child.tag, _children)(child, styles, indent)


def _heading(node: etree._Element, _: Styles, __: str) -> Iterator[Element]:
    if text := " ".join(_inline(node).split()):
        yield Element("heading", text, level=int(node.get(_text("outline-level"), "1")))


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
    for frame in node.iter(OASIS % ("draw", "text-box")):
        yield from _children(frame, styles, indent)


def _list(node: etree._Element, styles: Styles, indent: str) -> Iterator[Element]:
    numbered = node.get(STYLE, "") in styles.numbered
    for number, item in enumerate(node.iterchildren(_text("list-item")), start=1):
        marker = f"{number}. " if numbered else "- "
        inner = _children(item, styles, indent + " " * len(marker))
        for position, element in enumerate(inner):
            if position == 0 and element.kind == "paragraph":
                yield Element("list_item", f"{indent}{marker}{element.text.strip()}")
            else:
                yield element


def _table(node: etree._Element, _: Styles, __: str) -> Iterator[Element]:
    rows = [
        [text for cell in row for text in _cell(cell)] for row in node.iter(_tables("table-row"))
    ]
    if table := markdown_table(rows):
        yield Element("table", table)


def _cell(cell: etree._Element) -> list[str]:
    repeated = int(cell.get(_tables("number-columns-repeated"), "1"))
    text = " ".join(_inline(line) for line in cell.iter(_text("p"), _text("h")))
    return [text] * (min(repeated, MAX_REPEAT) if text else 1)


def _inline(node: etree._Element) -> str:
    parts = [node.text or ""]
    for child in node:
        if child.tag == _text("s"):
            parts.append(" " * int(child.get(_text("c"), "1")))
        elif child.tag in INLINE:
            parts.append(INLINE[child.tag])
        elif isinstance(child.tag, str) and child.tag not in HIDDEN:
            parts.append(_inline(child))
        parts.append(child.tail or "")
    return "".join(parts)


INLINE = {_text("tab"): "\t", _text("line-break"): "\n"}
HIDDEN = UNREAD | {OASIS % ("draw", "frame"), OASIS % ("draw", "custom-shape")}
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
