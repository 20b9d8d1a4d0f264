"""White text on white in OpenDocument texts, which no reader sees."""

from __future__ import annotations

import re

from ingestion.parsers.office.left_out import LeftOut
from ingestion.parsers.safe_xml import Node

OASIS = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}%s"
FO = OASIS % ("xsl-fo-compatible", "%s")
NAME, PARENT = OASIS % ("style", "name"), OASIS % ("style", "parent-style-name")
SPAN, PARAGRAPH, HEADING = (OASIS % ("text", name) for name in ("span", "p", "h"))
LOOKS = OASIS % ("style", "text-properties")
PAPER = re.compile(r"|transparent|#ffffff", re.IGNORECASE)
WHITE = re.compile(r"#ffffff", re.IGNORECASE)
LAYOUTS = ("page-layout-properties", "drawing-page-properties")
DEEPEST = 20  # styles above a style


class Whites:
    """The styles of a document by their names: which of them give a colour, and a ground."""

    def __init__(self, *roots: Node | None) -> None:
        self._styles = {
            style.get(NAME, ""): style
            for root in roots
            if root is not None
            for style in root.iter(OASIS % ("style", "style"))
        }
        self._papered = any(
            not PAPER.fullmatch(layout.get(FO % "background-color", ""))
            or any("background-image" in str(part.tag) and part.attrib for part in layout)
            for root in roots
            if root is not None
            for name in LAYOUTS
            for layout in root.iter(OASIS % ("style", name))
        )

    def color(self, node: Node) -> str:
        """The colour that the style of an element gives to its text; "" for none."""
        for style in self._above(node):
            looks = style.find(LOOKS)
            if looks is not None and (color := looks.get(FO % "color")):
                return str(color)
        return ""

    def grounded(self, node: Node) -> bool:
        """Whether something around a text has another colour than paper, or may have."""
        return self._papered or any(
            "drawing" in str(above.tag) or self._has_ground(above)
            for above in (node, *node.iterancestors())
        )

    def _has_ground(self, node: Node) -> bool:
        return any(
            not PAPER.fullmatch(part.get(FO % "background-color", ""))
            for style in self._above(node)
            for part in style.iterchildren("*")
        )

    def _above(self, node: Node) -> list[Node]:
        """The style of an element and those that it inherits from."""
        names = [value for key, value in node.attrib.items() if key.endswith("}style-name")]
        found: list[Node] = []
        name = names[0] if names else ""
        while name in self._styles and len(found) < DEEPEST:
            found.append(self._styles[name])
            name = found[-1].get(PARENT, "")
        return found


def drop_white(root: Node, looks: Node | None, left_out: LeftOut) -> None:
    """Take out text that is white on white; it is counted."""
    whites = Whites(looks, root)
    for node in list(root.iter(SPAN, PARAGRAPH, HEADING)):
        whole = node.tag == SPAN or not any(whites.color(span) for span in node.iter(SPAN))
        if whole and WHITE.fullmatch(whites.color(node)) and not whites.grounded(node):
            _drop(node, left_out)


def _drop(node: Node, left_out: LeftOut) -> None:
    if "".join(node.itertext()).strip():
        left_out.hidden("stretch of white text")
    for part in list(node):
        node.remove(part)
    node.text = ""
