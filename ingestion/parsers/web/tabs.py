"""Tabs of a page: each part below its name, which stands in a row above all of them."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator

from lxml import etree  # type: ignore[import-untyped]

from ingestion.parsers.web.nodes import Node, classes, drop, has_text, text_of

LISTS = frozenset(
    "tabs nav-tabs nav-pills tab-list tablist ui-tabs-nav tabset panel-tabset".split()
)
TOGGLES = ("tab", "pill")


def name_tabs(page: Node) -> None:
    """Write the name of each tab into its part, and take the row of names away."""
    parts = {node.get("id"): node for node in page.iter() if _is_element(node) and node.get("id")}
    pairs = [*_by_target(page, parts), *_by_order(page)]
    named: set[Node] = set()
    for name, part in pairs:
        if part in named or name in part.iterancestors() or not (text := text_of(name)):
            continue
        named.add(part)
        label = etree.Element("p")
        label.text, label.tail = f"{text.rstrip(':')}:", part.text
        part.text = None
        part.insert(0, label)
        _take_away(name)


def _by_target(page: Node, parts: dict[str, Node]) -> Iterator[tuple[Node, Node]]:
    """Names that identify the part that they show."""
    for name in page.iter("a", "button", "li", "label", "div", "span"):
        toggle = name.get("data-toggle") or name.get("data-bs-toggle")
        target = name.get("aria-controls") or name.get("data-bs-target") or name.get("data-target")
        part = parts.get((target or name.get("href") or "").lstrip("#"))
        if part is not None and (name.get("role") == "tab" or toggle in TOGGLES or _listed(name)):
            yield name, part


def _by_order(page: Node) -> Iterator[tuple[Node, Node]]:
    """Names and parts that are as many: in lists of roles, and as MkDocs writes them."""
    rows = [node for node in page.iter() if _is_element(node) and _is_row(node)]
    if not rows:
        return
    places = _Places(page)
    for row in rows:
        around = row.getparent()
        if around is None:
            continue
        by_role = row.get("role") == "tablist"
        names = places.within(row, "tab" if by_role else "label")
        shown = places.within(around, "tabpanel" if by_role else "tabbed-block")
        if names and len(names) == len(shown):
            yield from zip(names, shown, strict=True)


def _is_row(node: Node) -> bool:
    return node.get("role") == "tablist" or "tabbed-labels" in classes(node)


class _Places:
    """The names and parts of tabs by their places on the page, found in one pass: it may have many
    rows of them in one part, or within others."""

    def __init__(self, page: Node) -> None:
        self._found: dict[str, tuple[list[int], list[Node]]] = defaultdict(lambda: ([], []))
        self._extents: dict[Node, tuple[int, int]] = {}
        for place, (event, node) in enumerate(etree.iterwalk(page, events=("start", "end"))):
            if event == "end":
                self._extents[node] = self._extents[node][0], place
                continue
            self._extents[node] = place, place
            for kind in _kinds(node):
                self._found[kind][0].append(place)
                self._found[kind][1].append(node)

    def within(self, around: Node, kind: str) -> list[Node]:
        """Those of a kind that are in an element."""
        start, end = self._extents[around]
        places, nodes = self._found[kind]
        return nodes[bisect_left(places, start) : bisect_left(places, end)]


def _kinds(node: Node) -> Iterator[str]:
    if (role := node.get("role")) in ("tab", "tabpanel"):
        yield role
    if node.tag == "label":
        yield "label"
    elif node.tag == "div" and "tabbed-block" in classes(node):
        yield "tabbed-block"


def _is_element(node: Node) -> bool:
    return isinstance(node.tag, str)


def _listed(name: Node) -> bool:
    """Whether a link is in a row of tabs."""
    above = [node for _, node in zip(range(3), name.iterancestors(), strict=False)]
    return name.tag == "a" and any(classes(node) & LISTS for node in above)


def _take_away(name: Node) -> None:
    above = name.getparent()
    drop(name)
    while above is not None and above.tag in ("li", "ul", "ol") and not has_text(above):
        node, above = above, above.getparent()
        drop(node)
