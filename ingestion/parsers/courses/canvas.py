"""Canvas's additions to a cartridge: assignments with dates and points, unpublished pages."""

from __future__ import annotations

import re

from ingestion.elements import Element
from ingestion.parsers.courses.outline import page_text
from ingestion.parsers.office.left_out import LeftOut
from ingestion.parsers.safe_xml import Node, text

STATE = re.compile(
    rb"<meta[^>]+name=[\"']workflow_state[\"'][^>]+content=[\"'](unpublished|deleted)[\"']", re.I
)
FACTS = {
    "due_at": "Due",
    "unlock_at": "Opens",
    "lock_at": "Closes",
    "points_possible": "Points",
    "allowed_extensions": "Files",
}


def is_unpublished(page: bytes | Node) -> bool:
    """Whether students do not see a page, or an assignment by its settings."""
    if isinstance(page, bytes):
        return bool(STATE.search(page))
    return text(page, "workflow_state") in ("unpublished", "deleted")


def assignment(root: Node, counted: LeftOut) -> list[Element] | None:
    """An assignment's text and facts; None for one that is not published."""
    if is_unpublished(root):
        return None
    facts = [f"{name}: {_shown(text(root, key))}" for key, name in FACTS.items() if text(root, key)]
    elements = page_text(text(root, "text"), counted)
    return [*elements, *([Element("paragraph", "\n".join(facts))] if facts else [])]


def _shown(value: str) -> str:
    """Canvas writes times as 2031-04-17T23:59:00, in UTC, and points as 10.0."""
    time = re.fullmatch(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:\d\d)?(\.\d+)?(Z|[+-]\d\d:?\d\d)?", value)
    if time:
        return f"{time[1]} {time[2]} UTC"
    return value.removesuffix(".0")
