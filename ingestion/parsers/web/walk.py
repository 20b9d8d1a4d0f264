"""A tidied page from top to bottom, as elements.

Not through unstructured, which drops texts of one character, blocks within inline tags, forms,
captions, and all that is outside of <main>.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree  # type: ignore[import-untyped]

from ingestion.elements import Element
from ingestion.parsers.office.numbers import letter, roman
from ingestion.parsers.web.nodes import BLOCKS, Node, text_of
from ingestion.parsers.web.tables import table_elements

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
LISTS = ("ul", "ol", "menu", "dir")
DEEPER = re.compile(r"\blst-kix_\w+-(\d)\b")  # Google Docs writes lists beside each other
FORMS = {"a": letter, "i": roman}


class Walk:
    """Gathers the text of a block until the next one begins."""

    def __init__(self) -> None:
        self._text: list[str] = []
        self._marker = ""  # of a list item whose text has not begun
        self._lists: dict[Node, _List] = {}

    def elements(self, page: Node) -> Iterator[Element]:
        """The elements in reading order."""
        walk = etree.iterwalk(page, events=("start", "end"))
        for event, node in walk:
            if event == "start":
                whole = self._whole(node)
                if whole is not None or node.tag == "br":
                    walk.skip_subtree()
                if whole is not None:
                    yield from self._block()
                    yield from whole
                elif node.tag in BLOCKS or node.tag == "br":
                    yield from self._begin(node)
                else:
                    self._text.append(_flat(node.text))
            else:
                if node.tag in BLOCKS:
                    yield from self._block()
                self._text.append(_flat(node.tail) if node is not page else "")
        yield from self._block()

    def _begin(self, node: Node) -> Iterator[Element]:
        if node.tag == "br":
            self._text.append("\n")
            return
        yield from self._block()
        if node.tag == "li":
            around = node.getparent()
            if around not in self._lists:
                self._lists[around] = _List(around)
            self._marker = self._lists[around].marker(node)
        self._text.append(_flat(node.text))

    def _whole(self, node: Node) -> list[Element] | None:
        """The elements of what is read as a whole; None for what is walked through."""
        if node.tag == "pre":
            text = _program(node)
            return [Element("code", text)] if text.strip() else []
        if node.tag == "table":
            return table_elements(node)
        if node.tag in HEADINGS:
            level = HEADINGS.index(node.tag) + 1
            text = text_of(node)
            return [Element("heading", text, level=level)] if text else []
        return None

    def _block(self) -> Iterator[Element]:
        lines = (" ".join(line.split()) for line in "".join(self._text).split("\n"))
        text = "\n".join(line for line in lines if line)
        self._text = []
        if text:
            marker, self._marker = self._marker, ""
            yield Element("list_item" if marker else "paragraph", marker + text)


def _flat(text: str | None) -> str:
    return (text or "").replace("\n", " ")


def _program(node: Node) -> str:
    parts: list[str] = []
    for event, inner in etree.iterwalk(node, events=("start", "end")):
        if event == "start":
            parts.append("\n" if inner.tag == "br" else inner.text or "")
        elif inner is not node:
            parts.append(inner.tail or "")
    return "".join(parts).strip("\n").rstrip()


class _List:
    """A list whose items are read one after the other, and how deep it is in others."""

    def __init__(self, around: Node) -> None:
        above = [n for n in (around, *around.iterancestors()) if n.tag in LISTS]
        deeper = DEEPER.search(around.get("class", ""))
        self._indent = "  " * (max(len(above) - 1, 0) + (int(deeper[1]) if deeper else 0))
        self._ordered = bool(above) and above[0].tag == "ol"
        self._form = above[0].get("type", "1") if self._ordered else "1"
        self._next = (_whole_number(above[0].get("start")) if self._ordered else None) or 1

    def marker(self, item: Node) -> str:
        """The bullet or number of its next item, as deep as it is."""
        number = _whole_number(item.get("value")) or self._next
        self._next += 1
        if not self._ordered:
            return f"{self._indent}- "
        written = FORMS.get(self._form.lower(), str)(number)
        return f"{self._indent}{written.upper() if self._form.isupper() else written}. "


def _whole_number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 8 else None
