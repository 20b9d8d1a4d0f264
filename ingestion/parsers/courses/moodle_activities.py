"""The activities of a Moodle backup: what students read in each, whatever its kind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from ingestion.elements import Element
from ingestion.parsers.courses.outline import page_text
from ingestion.parsers.members import below
from ingestion.parsers.office.left_out import LeftOut
from ingestion.parsers.safe_xml import Node, first, local, text

PROSE = ("summary", "intro", "content", "activity", "instructauthors", "instructreviewers", "page")
DATES = {
    "allowsubmissionsfromdate": "Opens", "timeopen": "Opens", "timeavailablefrom": "Opens",
    "available": "Opens", "duedate": "Due", "deadline": "Due", "timedue": "Due",
    "timeavailableto": "Closes", "cutoffdate": "Closes", "timeclose": "Closes",
    "submissionstart": "Opens", "submissionend": "Due", "assessmentend": "Assessed until",
}  # fmt: skip
PARTS = {
    "chapter": ("title", "content"),
    "entry": ("concept", "definition"),
    "page": ("title", "contents"),
    "item": ("name", "presentation"),
}
GROUPS = ("chapters", "entries", "pages", "items")
ALWAYS = 4_102_444_800  # seconds, the year 2100; later than any deadline


def activity(root: Node, counted: LeftOut) -> list[Element]:
    """The elements of an activity from the root of its file; [] for one without text."""
    own = next((child for child in root if isinstance(child.tag, str)), None)
    return [] if own is None else list(_said(own, counted))


def name_of(root: Node) -> str:
    """The name of an activity."""
    own = next((child for child in root if isinstance(child.tag, str)), None)
    return text(own, "name")


def _said(own: Node, counted: LeftOut) -> Iterator[Element]:
    for name in PROSE:
        child = first(own, name)
        if child is not None and not len(child):
            yield from page_text(child.text or "", counted)
    if address := text(own, "externalurl"):
        yield Element("paragraph", address)
    if dates := _dates(own):
        yield Element("paragraph", "\n".join(dates))
    options = first(own, "options")
    for option in options if options is not None else ():
        if option_text := text(option, "text"):
            yield Element("list_item", f"- {option_text}")
    for group in GROUPS:
        parts = first(own, group)
        for part in parts if parts is not None else ():
            yield from _part(part, counted)


def _part(part: Node, counted: LeftOut) -> Iterator[Element]:
    title, content = PARTS.get(local(part), ("", ""))
    seen = text(part, "hidden") != "1" and text(part, "approved") != "0"
    if title and seen:
        inside = page_text(text(part, content), counted)
        yield from below(" ".join(text(part, title).split()), inside)


def _dates(own: Node) -> list[str]:
    found = []
    for key, name in DATES.items():
        value = text(own, key)
        if value.isdecimal() and 0 < int(value[:12]) < ALWAYS:
            moment = datetime.fromtimestamp(int(value), UTC)
            found.append(f"{name}: {moment:%Y-%m-%d %H:%M} UTC")
    return list(dict.fromkeys(found))
