"""Parts of a page that a click shows: tabs and accordions. Their readers see them, so they are no
hidden parts, and the buttons above them are their names."""

from __future__ import annotations

from ingestion.parsers.web.nodes import Node, classes

SHOWN_BY_CLICK = frozenset(
    "collapse accordion-collapse accordion-body accordion-content accordion-panel panel-collapse "
    "tab-pane tab-content tabcontent tab-panel ui-tabs-panel ui-accordion-content toggle-content "
    "collapsible-content spoiler-content".split()
)
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6", "summary", "dt")


def targets(page: Node) -> frozenset[str]:
    """The ids of the parts that something on the page shows or hides."""
    found: set[str] = set()
    for node in page.iter():
        if not isinstance(node.tag, str):
            continue
        for name in ("aria-controls", "data-target", "data-bs-target"):
            found.update(part.lstrip("#") for part in node.get(name, "").split())
        if node.get("role") == "tab" or node.get("data-toggle") or node.get("data-bs-toggle"):
            found.add(node.get("href", "").lstrip("#"))
    return frozenset(found - {""})


def is_toggled(node: Node, ids: frozenset[str]) -> bool:
    """Whether a click shows this part."""
    named = node.get("role") == "tabpanel" or bool(classes(node) & SHOWN_BY_CLICK)
    return named or node.get("id") in ids


def is_name(button: Node) -> bool:
    """Whether a button is the name of a part: it stands in a heading."""
    return any(above.tag in HEADINGS for above in button.iterancestors())
