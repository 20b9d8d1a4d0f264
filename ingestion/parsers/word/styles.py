"""How paragraphs of a Word document are set, by their styles and by themselves."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingestion.parsers.office.markup import Node, W

TITLE, BODY = 0, 99
DEEPEST = 30  # styles that are based on each other
CONTENTS = re.compile(r"(toc|table of|index) ?(heading|figures|authorities|\d)", re.IGNORECASE)
OFF = ("0", "false", "off", "none")
WHITE = re.compile(r"(?:[Ff][A-Fa-f]){3}")  # nearly, as in a PDF
PAPER = ("", "none", "auto", "clear", "nil")  # shades and highlights that are none


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style, what it inherits included."""

    names: tuple[str, ...] = ()  # its own, then those of the styles that it is based on
    level: int = BODY  # 1 to 9 for headings, TITLE or BODY
    number: tuple[str, int | None] | None = None  # numbering definition and level
    font: str = ""
    hidden: bool = False
    color: str = ""
    shaded: bool = False  # something else than white is behind its text

    @property
    def contents(self) -> bool:
        """Whether it is one of a table of contents or an index."""
        return any(CONTENTS.fullmatch(name) for name in self.names)


class Styles:
    """The styles of a document by their ids."""

    def __init__(self, root: Node | None) -> None:
        nodes = root.iter(f"{W}style") if root is not None else ()
        self._nodes = {node.get(f"{W}styleId", ""): node for node in nodes}
        self._known: dict[str, Style] = {}
        default = (name for name, node in self._nodes.items() if _default(node))
        self._default = next(default, "")

    def of(self, paragraph: Node) -> Style:
        """The style of a paragraph."""
        return self.named(value(paragraph.find(f"{W}pPr/{W}pStyle")) or self._default)

    def named(self, name: str, depth: int = 0) -> Style:
        """A style by its id; a plain one for an unknown id or a circular definition."""
        if name not in self._known:
            node = self._nodes.get(name)
            self._known[name] = Style()  # ends a circle
            self._known[name] = Style() if node is None else self._read(node, depth)
        return self._known[name]

    def _read(self, node: Node, depth: int) -> Style:
        parent_id = value(node.find(f"{W}basedOn"))
        parent = self.named(parent_id, depth + 1) if parent_id and depth < DEEPEST else Style()
        own = value(node.find(f"{W}name"))
        number = number_of(node)
        if number and not number[0]:  # a level alone, of what it inherits
            number = (parent.number[0] if parent.number else "", number[1])
        font, vanish = node.find(f"{W}rPr/{W}rFonts"), node.find(f"{W}rPr/{W}vanish")
        return Style(
            names=(own, *parent.names),
            level=_level(own, node, parent),
            number=number or parent.number,
            font=(font.get(f"{W}ascii", "") if font is not None else "") or parent.font,
            hidden=parent.hidden if vanish is None else is_on(vanish),
            color=value(node.find(f"{W}rPr/{W}color")) or parent.color,
            shaded=any(map(is_shade, node.iterfind(f"*/{W}shd"))) or parent.shaded,
        )

    def shades(self, name: str) -> bool:
        """Whether a style of tables, or one that it is based on, shades some of their cells."""
        for _ in range(DEEPEST):
            node = self._nodes.get(name)
            if node is None:
                return False
            if any(map(is_shade, node.iter(f"{W}shd"))):
                return True
            name = value(node.find(f"{W}basedOn"))
        return False


def _level(name: str, node: Node, parent: Style) -> int:
    if heading := re.fullmatch(r"heading (\d)", name, re.IGNORECASE):
        return int(heading[1])
    if name.lower() == "title":
        return TITLE
    outline = outline_level(node)
    return parent.level if outline is None else outline


def outline_level(node: Node) -> int | None:
    """The level set in a paragraph or a style itself: 1 to 9, BODY for text."""
    outline = value(node.find(f"{W}pPr/{W}outlineLvl"))
    if not outline.isdecimal():
        return None
    return int(outline) + 1 if int(outline) < 9 else BODY


def number_of(node: Node) -> tuple[str, int | None] | None:
    """The numbering of a paragraph or a style: the id of its definition, and its level."""
    own = node.find(f"{W}pPr/{W}numPr")
    if own is None:
        return None
    level = value(own.find(f"{W}ilvl"))
    return value(own.find(f"{W}numId")), int(level) if level in tuple("012345678") else None


def _default(node: Node) -> bool:
    return node.get(f"{W}type") == "paragraph" and node.get(f"{W}default") in ("1", "true")


def value(node: Node | None) -> str:
    """The value of an element, "" without the element."""
    return "" if node is None else str(node.get(f"{W}val", ""))


def is_on(node: Node | None) -> bool:
    """Whether a property such as bold is there and not switched off."""
    return node is not None and node.get(f"{W}val", "1") not in OFF


def is_shade(node: Node | None) -> bool:
    """Whether a shade is another colour than white, or a pattern."""
    if node is None:
        return False
    fill = node.get(f"{W}fill", "")
    return value(node) not in PAPER or not (fill in PAPER or WHITE.fullmatch(fill))


def is_white(color: str) -> bool:
    """Whether a colour is that of paper."""
    return bool(WHITE.fullmatch(color))
