"""The teaching staff and their office hours."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.text.course_words import ROLES, group_of, one_of
from ingestion.facts.entries import Entry
from ingestion.facts.fact_draft import TIME, Draft, column, has_column, is_label

_TITLE = r"(?:(?:Dr|Prof|Professor|Mr|Mrs|Ms|Mx)\.?\s+)"
_WORD = r"[A-ZÀ-Þ][\w'’-]+"
_NAME = (
    rf"(?:{_TITLE}{{1,2}}(?:(?:[A-Z]\.|{_WORD})\s+){{0,3}}{_WORD}"
    rf"|{_WORD}(?:\s+(?:[A-Z]\.|van|von|de|der|la|al|di|da|{_WORD})){{0,3}}\s+{_WORD})"
)
_STARTS = re.compile(_NAME)
_ROLE = one_of(ROLES)
_CUE = re.compile(rf"(?:taught|lectured|led|given) by|teach|lectures\b|{_ROLE}", re.IGNORECASE)
_TAUGHT = re.compile(rf"\b(?:taught|lectured|led|given) by (?P<name>{_NAME})")
_TEACHES = re.compile(rf"(?P<name>{_NAME})(?:,[^,]{{3,40}},)? (?:teaches|will teach|lectures)\b")
_IS_NAMED = re.compile(rf"(?i:\b{_ROLE}\b(?: for [\w ]+?)? (?:is|are|will be)) (?P<name>{_NAME})")
_IS_ROLE = re.compile(
    rf"(?P<name>{_NAME})(?:,[^,]{{3,40}},)? (?i:(?:is|are|will be) (?:the|your|our|a) "
    rf"(?:[\w-]+ )?(?P<role>{_ROLE}))"
)


def people(entry: Entry) -> Iterator[Draft]:
    """The persons in a row, a label or a sentence, with their roles."""
    if entry.cells and has_column(entry.cells, "role") and has_column(entry.cells, "name"):
        yield from _member(entry)
        return
    label = entry.label if is_label("person", entry.label) else ""
    if not entry.cells and not label and is_label("person", entry.section):
        label = entry.section
    if label:
        yield from _labelled(entry, label)
        return
    if not _CUE.search(entry.text):
        return
    for pattern, role in ((_TAUGHT, "instructor"), (_TEACHES, "instructor"), (_IS_NAMED, ""),
                          (_IS_ROLE, "")):  # fmt: skip
        if match := pattern.search(entry.text):
            named_role = role or match.groupdict().get("role") or match[0]
            yield _person(named_role, role or named_role, match["name"])


def _member(entry: Entry) -> Iterator[Draft]:
    """A row of a table of people."""
    name, role = column(entry.cells, "name", first=True), column(entry.cells, "role", first=True)
    if not name or not role:
        return
    yield _person(role, role, name)
    if hours := column(entry.cells, "time"):
        yield Draft("hours", "office hours", name, hours)


def _labelled(entry: Entry, label: str) -> Iterator[Draft]:
    name = _STARTS.search(entry.text)
    if name is None or name.start() > 40:
        return
    yield _person(label, label, name[0])
    if TIME.search(entry.text):
        yield Draft("hours", "office hours", label, entry.text)


def _person(role: str, label: str, name: str) -> Draft:
    return Draft("person", group_of(ROLES, role) or "staff", label, name)


def hours(entry: Entry) -> Iterator[Draft]:
    """Office hours after their label, under their heading or in a sentence."""
    text = f"{entry.label} {entry.text}" if entry.label else entry.text
    if is_label("hours", entry.label):
        yield Draft("hours", "office hours", entry.label, entry.text)
    elif not entry.cells and TIME.search(entry.text):
        under = re.search(r"\boffice hours\b", f"{entry.section}\n{text}", re.IGNORECASE)
        if under:
            yield Draft("hours", "office hours", entry.label or "Office hours", entry.text)
