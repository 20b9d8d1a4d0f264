"""How the lists and headings of an OpenDocument text are numbered: "a)", "iv.", "2.1"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree  # type: ignore[import-untyped]

from ingestion.parsers.office.numbers import letter, roman
from ingestion.parsers.safe_xml import Node

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}%s"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}%s"
LIST, NUMBERED = TEXT % "list", TEXT % "list-level-style-number"
HEADED, OUTLINE = TEXT % "outline-level-style", "outline-style"
DEEPEST = 10  # levels that a style describes, and that are counted
FORMATS: dict[str, Callable[[int], str]] = {
    "a": letter,
    "A": lambda number: letter(number).upper(),
    "i": roman,
    "I": lambda number: roman(number).upper(),
}


@dataclass(frozen=True, slots=True)
class Level:
    """How a level of a list, or of the headings, is numbered; "" as form for no number."""

    form: str = ""
    before: str = ""
    after: str = ""
    shown: int = 1  # numbers, with those of the levels above

    def label(self, levels: Levels, counts: list[int], depth: int) -> str:
        """The mark of an item: "2.1", "a)"; "" for a bullet."""
        if not self.form:
            return ""
        first = max(depth - self.shown, 0)
        above = ((levels.get(n + 1, self), counts[n]) for n in range(first, depth))
        numbers = (FORMATS.get(level.form, str)(count) for level, count in above)
        return f"{self.before}{'.'.join(numbers)}{self.after.rstrip()}"


Levels = dict[int, Level]


class Numbers:
    """Counts the items of lists, which may go on after other text, and the headings."""

    def __init__(self, *parts: Node | None) -> None:
        self._styles: dict[str, Levels] = {}
        self._counts: dict[str, list[int]] = {}
        for part in (part for part in parts if part is not None):
            for name, style, level in (
                *((s.get(STYLE % "name", ""), s, NUMBERED) for s in part.iter(TEXT % "list-style")),
                *((OUTLINE, s, HEADED) for s in part.iter(TEXT % "outline-style")),
            ):
                self._styles.setdefault(name, _levels(style, level))

    def enter(self, node: Node) -> None:
        """A list begins: at its beginning, unless it goes on with the one before."""
        going_on = node.get(TEXT % "continue-list") or node.get(TEXT % "continue-numbering")
        if next(node.iterancestors(LIST), None) is None and going_on in (None, "false"):
            self._counts.pop(_style(node), None)

    def item(self, node: Node, item: Node) -> str:
        """The mark of the next item of a list; "" for a bullet, and where only another list is in
        the item."""
        inner = next(item.iterchildren(tag=etree.Element), None)
        if inner is None or inner.tag == LIST:
            return ""
        depth = 1 + sum(1 for _ in node.iterancestors(LIST))
        return self._next(_style(node), depth, item.get(TEXT % "start-value", ""))

    def heading(self, node: Node, depth: int) -> str:
        """The number of a heading that is in no list; "" where headings have none."""
        if OUTLINE not in self._styles or node.get(TEXT % "is-list-header") == "true":
            return ""
        return self._next(OUTLINE, depth, node.get(TEXT % "start-value", ""))

    def _next(self, style: str, depth: int, start: str) -> str:
        if depth > DEEPEST:
            return ""
        counts = self._counts.setdefault(style, [0] * DEEPEST)
        given = start.isdecimal() and len(start) < 6
        counts[depth - 1] = int(start) if given else counts[depth - 1] + 1
        counts[depth:] = [0] * (DEEPEST - depth)
        levels = self._styles.get(style, {})
        return levels.get(depth, NONE).label(levels, counts, depth)


NONE = Level()


def _style(node: Node) -> str:
    """The style of a list; one within another has its style, if it has none of its own."""
    around = [node, *node.iterancestors(LIST)][:DEEPEST]
    return next(filter(None, (one.get(TEXT % "style-name") for one in around)), "")


def _levels(style: Node, name: str) -> Levels:
    return {
        _whole(level.get(TEXT % "level")): Level(
            level.get(STYLE % "num-format", "1" if name == NUMBERED else ""),
            level.get(STYLE % "num-prefix", ""),
            level.get(STYLE % "num-suffix", ""),
            _whole(level.get(TEXT % "display-levels")),
        )
        for level in style.iterchildren(name)
    }


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 4 else 1
