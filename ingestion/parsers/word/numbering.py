"""The numbers that Word writes before headings and list items: "2.1", "(a)", "Exercise 3:"."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from ingestion.parsers.office.markup import Node, W
from ingestion.parsers.office.numbers import WORD
from ingestion.parsers.word.styles import Style, Styles, is_on, value

LEVELS = 9


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a numbering: the format of its numbers and the first one."""

    form: str = "decimal"
    text: str = "%1."
    start: int = 1
    legal: bool = False  # the levels above in digits, too
    restarts: bool = True
    style: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """The label before a paragraph; "" for a bullet."""

    text: str
    depth: int


class Numbering:
    """Counts as it goes through a document."""

    def __init__(self, root: Node | None, styles: Styles) -> None:
        self._styles = styles
        nodes = root.iterchildren(f"{W}abstractNum") if root is not None else ()
        self._abstract = {node.get(f"{W}abstractNumId", ""): node for node in nodes}
        nums = root.iterchildren(f"{W}num") if root is not None else ()
        self._nums = {node.get(f"{W}numId", ""): node for node in nums}
        self._levels: dict[str, tuple[str, dict[int, Level]]] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        self._begun: set[str] = set()

    def label(self, number: tuple[str, int | None], style_id: str) -> Label | None:
        """The label of the next paragraph of this numbering; None without one."""
        num, depth = number
        name, levels = self._definition(num)
        if not levels:
            return None
        if depth is None:
            of_style = (n for n, level in levels.items() if style_id and level.style == style_id)
            depth = next(of_style, 0)
        level = levels.get(depth)
        if level is None or (level.form == "none" and not level.text.strip()):
            return None
        if level.form == "bullet":
            return Label("", depth)
        counts = self._count(num, name, depth, levels)
        text = re.sub(r"%([1-9])", lambda of: _written(int(of[1]) - 1, counts, levels, level),
                      level.text)  # fmt: skip
        return Label(" ".join(text.split()), depth) if text.strip() else None

    def _count(self, num: str, name: str, depth: int, levels: dict[int, Level]) -> dict[int, int]:
        counts = self._counts[name]
        if num not in self._begun:
            self._begun.add(num)
            for place in self._overridden(num):
                counts.pop(place, None)
        for above in range(depth):
            counts.setdefault(above, levels.get(above, Level()).start)
        counts[depth] = counts.get(depth, levels[depth].start - 1) + 1
        for below in range(depth + 1, LEVELS):
            if levels.get(below, Level()).restarts:
                counts.pop(below, None)
        return counts

    def _overridden(self, num: str) -> list[int]:
        node = self._nums.get(num)
        found = node.iterchildren(f"{W}lvlOverride") if node is not None else ()
        return [
            _number(over.get(f"{W}ilvl", ""), 0)
            for over in found
            if over.find(f"{W}startOverride") is not None
        ]

    def _definition(self, num: str) -> tuple[str, dict[int, Level]]:
        """The name that the counts of a numbering go by, and its levels."""
        if num not in self._levels:
            self._levels[num] = ("", {})  # ends a circle of links
            self._levels[num] = self._read(num)
        return self._levels[num]

    def _read(self, num: str) -> tuple[str, dict[int, Level]]:
        node = self._nums.get(num)
        name = value(node.find(f"{W}abstractNumId")) if node is not None else ""
        abstract = self._abstract.get(name)
        if node is None or abstract is None:
            return "", {}
        link = value(abstract.find(f"{W}numStyleLink"))
        of_style: Style | None = self._styles.named(link) if link else None
        if of_style and of_style.number:
            name, levels = self._definition(of_style.number[0])
            levels = dict(levels)
        else:
            levels = dict(_level(lvl) for lvl in abstract.iterchildren(f"{W}lvl"))
        for over in node.iterchildren(f"{W}lvlOverride"):
            _override(over, levels)
        return name, levels


def _override(over: Node, levels: dict[int, Level]) -> None:
    own = over.find(f"{W}lvl")
    place = _number(over.get(f"{W}ilvl", ""), 0)
    if own is not None:
        levels[place] = _level(own)[1]
    start = value(over.find(f"{W}startOverride"))
    if start and place in levels:
        was = levels[place]
        levels[place] = Level(
            was.form, was.text, _number(start, 1), was.legal, was.restarts, was.style
        )


def _level(node: Node) -> tuple[int, Level]:
    place = _number(node.get(f"{W}ilvl", ""), 0)
    return place, Level(
        form=value(node.find(f"{W}numFmt")) or "decimal",
        text=value(node.find(f"{W}lvlText")),
        start=_number(value(node.find(f"{W}start")), 1),
        legal=is_on(node.find(f"{W}isLgl")),
        restarts=value(node.find(f"{W}lvlRestart")) != "0",
        style=value(node.find(f"{W}pStyle")),
    )


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isdecimal() and len(text) < 8 else otherwise


def _written(place: int, counts: dict[int, int], levels: dict[int, Level], shown: Level) -> str:
    form = "decimal" if shown.legal else levels.get(place, Level()).form
    return WORD.get(form, str)(counts.get(place, 1))
