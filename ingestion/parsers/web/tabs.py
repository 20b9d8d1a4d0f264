"""Tabs of a page: each part below its name, which stands in a row above all of them."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree  # type: ignore[import-untyped]

from ingestion.parsers.web.nodes import Node, classes, drop, text_of

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
        text = text_of(name)
        if not text or part in named or name in part.iterancestors():
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
    for node in page.iter():
        if not _is_element(node):
            continue
        names: list[Node] = []
        if node.get("role") == "tablist" and (around := node.getparent()) is not None:
            names = [inner for inner in node.iter() if _role(inner) == "tab"]
            shown = [inner for inner in around.iter() if _role(inner) == "tabpanel"]
        elif "tabbed-labels" in classes(node) and (around := node.getparent()) is not None:
            names = list(node.iter("label"))
            shown = [inner for inner in around.iter("div") if "tabbed-block" in classes(inner)]
        if names and len(names) == len(shown):
            yield from zip(names, shown, strict=True)


def _is_element(node: Node) -> bool:
    return isinstance(node.tag, str)


def _role(node: Node) -> str:
    return str(node.get("role", "")) if _is_element(node) else ""


def _listed(name: Node) -> bool:
    """Whether a link is in a row of tabs."""
    above = [node for _, node in zip(range(3), name.iterancestors(), strict=False)]
    return name.tag == "a" and any(classes(node) & LISTS for node in above)


def _take_away(name: Node) -> None:
    above = name.getparent()
    drop(name)
    while above is not None and above.tag in ("li", "ul", "ol") and not text_of(above):
        node, above = above, above.getparent()
        drop(node)
