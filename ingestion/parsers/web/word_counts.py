"""How many words each part of a page has, counted in one pass over the page.

Parts lie within parts: to count the words of each by itself takes as many passes as they are deep.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from lxml import etree  # type: ignore[import-untyped]

from ingestion.parsers.web.nodes import BLOCKS, Node

WORD = re.compile(r"\S+")
LINKS = frozenset(("a", "button", "option"))


class WordCounts:
    """The words of a page as it was when they were counted; parts that were taken out later have
    theirs still."""

    def __init__(self, page: Node) -> None:
        self._extents: dict[Node, tuple[int, int]] = {}  # in the text
        self._orders: dict[Node, tuple[int, int]] = {}  # of the parts within, as they begin
        order: list[Node] = []
        pieces: list[str] = []
        length = 0
        for event, node in etree.iterwalk(page, events=("start", "end", "comment", "pi")):
            block = " " if node.tag in BLOCKS or node.tag == "br" else ""
            if event == "start":
                self._extents[node], self._orders[node] = (length, 0), (len(order), 0)
                order.append(node)
                piece = block + (node.text or "")
            elif event == "end":
                self._extents[node] = self._extents[node][0], length + len(block)
                self._orders[node] = self._orders[node][0], len(order)
                piece = block + ((node.tail or "") if node is not page else "")
            else:
                piece = node.tail or ""
            pieces.append(piece)
            length += len(piece)
        self._text = "".join(pieces)
        self._headings = [place for place, node in enumerate(order) if node.tag == "h1"]
        self._starts = [found.start() for found in WORD.finditer(self._text)]
        self._linked = [0]
        for node in order:
            linked = self.of(node) if node.tag in LINKS else 0
            self._linked.append(self._linked[-1] + linked)

    def of(self, node: Node) -> int:
        """The number of words in an element."""
        start, end = self._extents[node]
        around = self._text[start - 1 : start + 1] if 0 < start < end else ""
        amid = len(around) == 2 and not any(map(str.isspace, around))  # its first word began before
        return bisect_left(self._starts, end) - bisect_left(self._starts, start) + amid

    def text_of(self, node: Node) -> str:
        """The text of an element."""
        start, end = self._extents[node]
        return self._text[start:end]

    def linked(self, node: Node) -> int:
        """The number of words of the links and buttons in it."""
        start, end = self._orders[node]
        return self._linked[end] - self._linked[start]

    def has_heading(self, node: Node) -> bool:
        """Whether a heading of the first level is in it."""
        start, end = self._orders[node]
        return bisect_left(self._headings, start) < bisect_left(self._headings, end)
