"""SmartArt: the text of its shapes, as a list with the depth that they have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ingestion.elements import Element
from ingestion.parsers.office.markup import DGM, Node, drawn_text, tree

DEEPEST = 20


def smart_art(xml: bytes) -> list[Element]:
    """The items of a diagram from its data part; connections that go in a circle end."""
    root = tree(xml)
    points = {point.get("modelId", ""): point for point in root.iter(f"{DGM}pt")}
    texts = {name: _text(point) for name, point in points.items() if point.get("type") != "pres"}
    below: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for line in root.iter(f"{DGM}cxn"):
        if line.get("type", "parOf") == "parOf":
            order = line.get("srcOrd", "0")
            place = int(order) if order.isdecimal() and len(order) < 9 else 0
            below[line.get("srcId", "")].append((place, line.get("destId", "")))
    tops = [name for name, point in points.items() if point.get("type") == "doc"]
    seen: set[str] = set()
    found = [item for top in tops for item in _items(top, -1, texts, below, seen)]
    found += [
        item for name in texts if name not in seen for item in _items(name, 0, texts, {}, seen)
    ]
    return [Element("list_item", f"{'  ' * max(depth, 0)}- {text}") for depth, text in found]


def _items(
    name: str,
    depth: int,
    texts: dict[str, str],
    below: dict[str, list[tuple[int, str]]],
    seen: set[str],
) -> Iterator[tuple[int, str]]:
    if name in seen or depth > DEEPEST:
        return
    seen.add(name)
    if text := texts.get(name, ""):
        yield depth, text
    for _, child in sorted(below.get(name, ())):
        yield from _items(child, depth + 1, texts, below, seen)


def _text(point: Node) -> str:
    return " ".join(drawn_text(point).split())
