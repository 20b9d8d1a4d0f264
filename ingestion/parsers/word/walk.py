"""A Word document from top to bottom, as a reader sees it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from ingestion.elements import Element
from ingestion.parsers import grids
from ingestion.parsers.formulas import omml, tex
from ingestion.parsers.office.left_out import LeftOut
from ingestion.parsers.office.markup import M, Node, W
from ingestion.parsers.word import tables
from ingestion.parsers.word.drawings import boxes, drawn
from ingestion.parsers.word.inline import Inline, InlineContent
from ingestion.parsers.word.numbering import Label, Numbering
from ingestion.parsers.word.styles import (
    BODY,
    Style,
    Styles,
    is_on,
    number_of,
    outline_level,
    value,
)

MAX_HEADING = 80  # characters of a bold line that stands in for a heading
NUMBERED = re.compile(r"\(?(\d{1,3}|[a-zA-Z]|[ivx]{1,5})[.)]\s+(?=\S)")
BULLETED = re.compile(r"[•·▪◦‣●○■–-]\s+(?=\S)")
PASSED = {
    "sdtPr", "sdtEndPr", "sectPr", "del", "moveFrom", "proofErr", "bookmarkStart", "bookmarkEnd",
    "commentRangeStart", "commentRangeEnd", "permStart", "permEnd", "tcPr", "customXmlPr",
    "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd",
}  # fmt: skip


class Walk:
    """Goes through the parts of one document; numbers and footnotes are counted on the way."""

    def __init__(
        self,
        part: Any,
        styles: Styles,
        numbering: Numbering,
        notes: dict[tuple[str, str], Node],
        left_out: LeftOut,
    ) -> None:
        self.bold_level = 0  # of bold lines as headings; 0: none
        self._part = part
        self._styles = styles
        self._numbering = numbering
        self._notes = notes
        self._left_out = left_out
        self._inline = Inline(left_out, styles)
        self._carried = ""  # of a paragraph whose end was deleted: it goes on in the next one
        self._framed = 0  # text boxes and cells around: no headings there
        self._cited: dict[str, int] = {}

    def blocks(self, node: Node) -> Iterator[Element]:
        """The elements of a body, a cell, a text box or a footnote."""
        for child in node.iterchildren(etree.Element):
            yield from self._block(child)
        if self._carried:
            text, self._carried = self._carried, ""
            yield Element("paragraph", text.strip())

    def _block(self, node: Node) -> Iterator[Element]:
        name = node.tag.removeprefix(W)
        if reader := READERS.get(name):
            yield from reader(self, node)
        elif node.tag in (f"{M}oMathPara", f"{M}oMath"):
            yield Element("paragraph", tex.display(omml.to_tex(node)))
        elif name == "altChunk":
            self._left_out.unread("embedded document")
        elif name not in PASSED:
            for child in node.iterchildren(etree.Element):
                yield from self._block(child)

    def _paragraph(self, node: Node) -> Iterator[Element]:
        style = self._styles.of(node)
        inline = self._inline.read(node)
        text, self._carried = self._carried + inline.text, ""
        if is_on(node.find(f"{W}pPr/{W}rPr/{W}del")):
            self._carried = text
        elif text.strip() and not style.contents:
            yield self._element(node, style, inline, text.strip("\n"))
        yield from self._hanging(inline)

    def _element(self, node: Node, style: Style, inline: InlineContent, text: str) -> Element:
        label = self._label(node, style)
        own = outline_level(node)
        level = style.level if own is None else own
        line = " ".join(text.split())
        if self._framed:
            level = BODY
        if level < BODY:
            return Element("heading", _labelled(label, line), level=max(level, 1))
        if label:
            depth = max(label.depth, _depth(style))
            return Element("list_item", f"{'  ' * depth}{label.text or '-'} {text.strip()}")
        if inline.is_code(style.font):
            return Element("code", text.rstrip())
        if self._is_bold_line(inline, line):
            return Element("heading", line, level=self.bold_level)
        return _typed(text.strip())

    def _is_bold_line(self, inline: InlineContent, line: str) -> bool:
        short = len(line) <= MAX_HEADING and not line.endswith((".", ":", ",", ";"))
        bold = bool(inline.bold) and all(inline.bold) and not self._framed
        return bool(self.bold_level) and bold and short and "$" not in line

    def _label(self, node: Node, style: Style) -> Label | None:
        number, inherited = number_of(node), style.number
        if number and not number[0] and inherited:
            number = (inherited[0], number[1])
        number = number or inherited
        if number is None or number[0] in ("", "0"):
            return None
        style_id = value(node.find(f"{W}pPr/{W}pStyle"))
        if number == inherited or number[1] is None:
            return self._numbering.label(number, style_id)
        return self._numbering.label(number, "")

    def _hanging(self, inline: InlineContent) -> Iterator[Element]:
        """The footnotes, text boxes and charts of a paragraph."""
        for drawing in inline.drawings:
            for box in boxes(drawing):
                yield from self._in_a_frame(box)
            yield from drawn(drawing, self._part, self._left_out)
        for kind, name in inline.footnotes:
            yield from self._footnote(kind, name)

    def _in_a_frame(self, node: Node) -> Iterator[Element]:
        self._framed += 1
        carried, self._carried = self._carried, ""
        inline, self._inline = self._inline, Inline(self._left_out, self._styles)
        yield from self.blocks(node)
        self._inline, self._carried = inline, carried
        self._framed -= 1

    def _footnote(self, kind: str, name: str) -> Iterator[Element]:
        node = self._notes.pop((kind, name), None)
        if node is None:
            return
        self._cited[kind] = number = self._cited.get(kind, 0) + 1
        label = f"{kind.capitalize()} {number}: "
        for element in self._in_a_frame(node):
            prose = element.kind == "paragraph"
            yield Element(element.kind, label + element.text if prose else element.text)
            label = "" if prose else label

    def _table(self, node: Node) -> Iterator[Element]:
        if (frame := tables.only_cell(node)) is not None:
            yield from self.blocks(frame)
            return
        hanging: list[Element] = []
        found, heads = tables.cells(node, lambda cell: self._cell(cell, hanging))
        yield from grids.table(found, heads)
        yield from hanging

    def _cell(self, node: Node, hanging: list[Element]) -> str:
        """A cell on one line; footnotes and drawings come after the table."""
        parts: list[str] = []
        for child in node.iterchildren(etree.Element):
            if child.tag == f"{W}tbl":
                inner, heads = tables.cells(child, lambda cell: self._cell(cell, hanging))
                width = max((cell.column + cell.columns for cell in inner), default=0)
                spread = grids.spread(inner, min(width, grids.MAX_COLUMNS))
                parts.append(grids.in_a_cell(grids.headed(spread, heads)))
            elif child.tag == f"{W}p":
                parts.append(self._line(child, hanging))
            elif child.tag in tables.WRAPPED:
                parts.append(self._cell(child, hanging))
        return " ".join(filter(None, parts))

    def _line(self, node: Node, hanging: list[Element]) -> str:
        read = self._inline.read(node)
        text = read.text.replace("$$\n", "$").replace("\n$$", "$").strip()
        hanging += self._hanging(read)
        label = self._label(node, self._styles.of(node)) if text else None
        return _labelled(label, text)


def _typed(text: str) -> Element:
    """A paragraph, or a list item whose bullet or number was typed by hand."""
    if NUMBERED.match(text):
        return Element("list_item", text)
    if bullet := BULLETED.match(text):
        return Element("list_item", f"- {text[bullet.end() :]}")
    return Element("paragraph", text)


def _labelled(label: Label | None, text: str) -> str:
    return f"{label.text} {text}" if label and label.text else text


def _depth(style: Style) -> int:
    """How deep a list is by its style: "List Bullet 2"."""
    last = style.names[0][-1:] if style.names and style.names[0].startswith("List") else ""
    return int(last) - 1 if last in tuple("23456789") else 0


def _is_contents(control: Node) -> bool:
    gallery = control.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
    return value(gallery) == "Table of Contents"


def _in_a_control(walk: Walk, node: Node) -> Iterator[Element]:
    if not _is_contents(node):
        content = node.find(f"{W}sdtContent")
        placeholder = is_on(node.find(f"{W}sdtPr/{W}showingPlcHdr"))
        if content is not None and not placeholder:
            for child in content.iterchildren(etree.Element):
                yield from walk._block(child)


READERS: dict[str, Callable[[Walk, Node], Iterator[Element]]] = {
    "p": Walk._paragraph,
    "tbl": Walk._table,
    "sdt": _in_a_control,
}
