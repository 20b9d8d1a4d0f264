"""How the lists of an OpenDocument text are numbered: "a)", "iv.", "-"."""

from __future__ import annotations

from collections.abc import Callable

from ingestion.parsers.office.numbers import letter, roman
from ingestion.parsers.safe_xml import Node

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}%s"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}%s"
LIST, NUMBERED = TEXT % "list", TEXT % "list-level-style-number"
DEEPEST = 10  # levels that a style describes
FORMATS: dict[str, Callable[[int], str]] = {
    "a": letter,
    "A": lambda number: letter(number).upper(),
    "i": roman,
    "I": lambda number: roman(number).upper(),
}

Label = Callable[[int], str]
"""The mark of an item by its number."""


def _bullet(_: int) -> str:
    return "- "


class Numbers:
    """The labels of lists, by their styles and by how deep they are."""

    def __init__(self, *parts: Node | None) -> None:
        self._labels: dict[tuple[str, int], Label] = {}
        for part in parts:
            for style in part.iter(TEXT % "list-style") if part is not None else ():
                for level in style.iterchildren(NUMBERED):
                    place = style.get(STYLE % "name", ""), _whole(level.get(TEXT % "level"))
                    self._labels.setdefault(place, _label(level))

    def of(self, node: Node) -> Label:
        """The label of a list; one within another has its style, if it has none of its own."""
        around = [node, *node.iterancestors(LIST)][:DEEPEST]
        names = (one.get(TEXT % "style-name") for one in around)
        style = next(filter(None, names), "")
        return self._labels.get((style, len(around)), _bullet)


def _label(level: Node) -> Label:
    form = level.get(STYLE % "num-format", "1")
    written = FORMATS.get(form, str)
    before, after = level.get(STYLE % "num-prefix", ""), level.get(STYLE % "num-suffix", "")
    return lambda number: f"{before}{written(number)}{after.rstrip() or '.'} " if form else "- "


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 4 else 1
