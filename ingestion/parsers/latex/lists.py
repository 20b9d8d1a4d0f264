"""Lists of a TeX source: their items under the numbers that the printed page shows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from ingestion.elements import Element
from ingestion.parsers.latex.list_labels import Labels, counted
from ingestion.parsers.latex.tex_nodes import nodes

BRACKETS = re.compile(r"\s*\[((?:[^\[\]{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\]")
COUNTER = re.compile(r"\\(setcounter|addtocounter)\s*\{enum[iv]+\}\s*\{\s*(-?\d{1,4})\s*\}")


class Lists:
    """Reads lists; numbering continues in a later one if the author resumes it."""

    def __init__(
        self,
        labels: Labels,
        blocks: Callable[[Sequence[Any]], Iterable[Element]],
        line: Callable[[Sequence[Any]], str],
    ) -> None:
        self._labels = labels
        self._blocks = blocks
        self._line = line
        self._open: list[str] = []  # the names of the lists around a place
        self._numbers: list[
            int
        ] = []  # ... of those that are numbered, and the label of their items
        self._above: list[str] = [""]
        self._last: dict[object, int] = {}

    def kind(self, name: str) -> str:
        """The kind of list that an environment is; "" for none."""
        return self._labels.kinds.get(name, "")

    def elements(self, node: Any) -> Iterator[Element]:
        """The items of a list, and what is in them."""
        name = node.environmentname.rstrip("*")
        given, inner = _options(node)
        self._open.append(name)
        if self.kind(name) or name == "enumerate":
            settings = self._labels.of(name, self._open.count(name), given)
        else:
            settings = {}
        numbered = self._labels.kinds.get(name, name) == "enumerate"
        for marker, opening, content in self._marked(name, inner, settings, numbered):
            self._above.append(marker)
            yield from self._item(f"{marker} ", opening, content)
            self._above.pop()
        self._open.pop()

    def _item(self, marker: str, opening: str, content: Sequence[Any]) -> Iterator[Element]:
        for position, element in enumerate(self._blocks(content)):
            if position == 0 and element.kind == "paragraph":
                yield Element("list_item", f"{marker}{opening}{element.text}")
            elif element.kind in ("paragraph", "list_item"):
                yield Element(element.kind, f"{' ' * len(marker)}{element.text}")
            else:
                yield element

    def _marked(
        self, name: str, inner: Sequence[Any], settings: dict[str, str], numbered: bool
    ) -> Iterator[tuple[str, str, list[Any]]]:
        """The number or bullet, the term and the content of each item."""
        place = (name, self._open.count(name))
        number = self._first(place, settings) - 1
        for label, moved, content in self._items(inner):
            if not numbered:
                yield "-", f"{label.rstrip(':')}: " if label else "", content
                continue
            if moved is not None:
                number = moved[1] if moved[0] == "setcounter" else number + moved[1]
            number += not label
            self._numbers.append(number)
            yield label or self._label(settings) or "-", "", content
            self._numbers.pop()
        for key in (place, settings.get("series"), settings.get("resume")):
            self._last[key] = number

    def _first(self, place: object, settings: dict[str, str]) -> int:
        if settings.get("start", "").isdecimal():
            return int(settings["start"][:4])
        if "resume" in settings or "resume*" in settings:
            return self._last.get(settings.get("resume") or place, 0) + 1
        return 1

    def _label(self, settings: dict[str, str]) -> str:
        template = settings.get("label*", settings.get("label", ""))
        label = self._line(nodes(counted(template, self._numbers)))
        if "label*" not in settings:
            return label
        return (self._above[-1].rstrip(".") if label[:1] == "." else self._above[-1]) + label

    def _items(
        self, found: Sequence[Any]
    ) -> Iterator[tuple[str, tuple[str, int] | None, list[Any]]]:
        """The label of each item, if it has one, what moves its number, and its content."""
        label, inner, begun = "", list[Any](), False
        moved = coming = None
        for node in found:
            name = getattr(node, "macroname", "")
            if name == "item":
                if begun:
                    yield label, moved, inner
                given = [one for one in node.nodeargd.argnlist if one] if node.nodeargd else []
                label, inner, begun = self._line(given), [], True
                moved, coming = coming, None
            elif name in ("setcounter", "addtocounter"):
                counter = COUNTER.match(node.latex_verbatim())
                coming = (counter[1], int(counter[2])) if counter else None
            else:
                inner.append(node)
        if begun:
            yield label, moved, inner


def _options(node: Any) -> tuple[str, Sequence[Any]]:
    """The text in the brackets of a list, and the list's content."""
    given = [one for one in node.nodeargd.argnlist if one] if node.nodeargd else []
    if given:
        return given[0].latex_verbatim().strip()[1:-1], node.nodelist
    source = "".join(one.latex_verbatim() for one in node.nodelist[:20])
    found = BRACKETS.match(source)
    return (found[1] if found else ""), node.nodelist
