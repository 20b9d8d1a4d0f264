"""Small changes to the tree of a page."""

from __future__ import annotations

import re
from typing import Any, TypeAlias

from lxml import etree  # type: ignore[import-untyped]

Node: TypeAlias = Any  # an element of lxml
DROPPED = "dropped"  # the tag of the places of elements that were taken out
CONTROL = re.compile(r"[\0-\x08\x0b\x0c\x0e-\x1f]")  # read by lxml, but never written by it

BLOCKS = frozenset(
    "html body div p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd pre blockquote table caption thead tbody "
    "tfoot tr td th hr address article aside details dialog fieldset figcaption figure footer form "
    "header hgroup legend main nav section summary center menu dir textarea video audio object "
    "optgroup option select search noframes".split()
)


def classes(node: Node) -> set[str]:
    """The names in an element's class attribute; empty for comments and the like."""
    return set(node.get("class", "").split()) if isinstance(node.tag, str) else set()


def drop(node: Node) -> None:
    """Take an element out; what follows it stays.

    Its place is kept until `settle`: to append that text to the text before it each time takes
    long where many stand beside each other.
    """
    parent = node.getparent()
    if parent is None:
        return
    if not node.tail:
        parent.remove(node)
        return
    place = node.makeelement(DROPPED)
    place.tail = node.tail
    parent.replace(node, place)


def settle(page: Node) -> None:
    """Remove the places of what was dropped."""
    etree.strip_elements(page, DROPPED, with_tail=False)


def set_text(node: Node, text: str, tag: str = "span") -> None:
    """Replace an element's content with this text."""
    tail = node.tail
    for child in list(node):
        node.remove(child)
    node.attrib.clear()
    node.tag, node.text, node.tail = tag, CONTROL.sub("", text), tail


def has_text(node: Node) -> bool:
    """Whether an element has more than white space; it is read as far as its first text."""
    return any(text.strip() for text in node.itertext())


def text_of(node: Node) -> str:
    """The text below an element on one line, with a space wherever a block begins or ends."""
    parts: list[str] = []
    for event, inner in etree.iterwalk(node, events=("start", "end", "comment", "pi")):
        block = inner.tag in BLOCKS or inner.tag == "br"
        if event == "start":
            parts += [" " if block else "", inner.text or ""]
        elif event == "end":
            parts += [" " if block else "", (inner.tail or "") if inner is not node else ""]
        else:
            parts.append(inner.tail or "")
    return " ".join("".join(parts).split())
