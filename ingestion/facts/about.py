"""Other facts about a course: meetings, books, policies, topics, terms, contacts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.text.course_words import MEETINGS, group_of, named, one_of
from agent.text.dates import dates
from agent.types import FactKind
from ingestion.facts.entries import Entry
from ingestion.facts.fact_draft import ROOM, TIME, Draft, column, has_column, has_days, is_label
from ingestion.facts.words import POLICIES, TOPIC_HEADINGS

_HELD = re.compile(
    rf"{one_of(MEETINGS)} (?:is|are|will be|meets?|takes? place|happens?|run)\b"
    r"|\b(?:held|meets?|meet) (?:in|on|at|every|each)\b",
    re.IGNORECASE,
)
_BOOK = re.compile(
    r"\b(?:the|our|your|a|no|this) (?:\**(?:required|recommended|main|course|set|only|official)\**"
    r"\s){0,2}(?:text ?book|textbook|reader|course text)\b"
    r"|\b(?:is|are) (?:the|a|our) (?:required|recommended|course|main) (?:text|book|textbook)",
    re.IGNORECASE,
)
_BOOKS = re.compile(r"\b(?:text)?books?\b", re.IGNORECASE)
_OF_BOOKS = re.compile(
    r"\b(?:text)?books?\b|\breaders?\b|\btexts?\b|\bedition\b|\btitles?\b|\blibrary\b|\bcop(?:y|ies)\b",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_POLICIES = {
    key: (re.compile(headings, re.IGNORECASE), re.compile(text, re.IGNORECASE))
    for key, (headings, text) in POLICIES.items()
}
_ANY_POLICY = re.compile("|".join(text for _, text in POLICIES.values()), re.IGNORECASE)
_HEADED = re.compile("|".join(headings for headings, _ in POLICIES.values()), re.IGNORECASE)
_TOPICS = re.compile(TOPIC_HEADINGS, re.IGNORECASE)
_WEEK = re.compile(r"^\W*(?P<unit>week|lecture|class|session|unit|module)\s*(?P<n>\d{1,2})\b", re.I)
_ONLY_NUMBER = re.compile(r"^\W*(\d{1,2})\W*$")
_PASS = re.compile(r"\bto pass\b|\bpass(?:ing)? (?:the course|grade|mark)", re.IGNORECASE)


def meetings(entry: Entry) -> Iterator[Draft]:
    """Times and rooms of lectures, labs and the like."""
    text = entry.text
    if not (entry.label or _HELD.search(text)) or not (TIME.search(text) or ROOM.search(text)):
        return
    if dates(text) or (named(text) and not entry.label):
        return
    if entry.label and (is_label("meeting", entry.label) or is_label("room", entry.label)):
        key = group_of(MEETINGS, entry.label) or ""
        yield Draft("meeting", key, entry.label, text, weak=not key)
    elif not entry.cells and _HELD.search(text):
        key = group_of(MEETINGS, text) or ""
        yield Draft("meeting", key, key.capitalize() or "Meeting", text, weak=True)


def books(entry: Entry) -> Iterator[Draft]:
    """The textbook, or that there is none."""
    if is_label("textbook", entry.label):
        yield Draft("textbook", "textbook", entry.label, entry.text, weak=True)
    elif not entry.cells and _under_books(entry):
        yield Draft("textbook", "textbook", entry.section, entry.text, weak=True)
    elif not entry.cells and _BOOK.search(entry.text):
        yield Draft("textbook", "textbook", "Textbook", entry.text, weak=True)


def _under_books(entry: Entry) -> bool:
    """Whether it is under "Required text", or about books under "Books and software"."""
    if is_label("textbook", entry.section):
        return True
    headed = _BOOKS.search(entry.section) and not entry.section.endswith("?")
    return bool(headed and _OF_BOOKS.search(entry.text))


def policies(entry: Entry) -> Iterator[Draft]:
    """Policies: a whole section or paragraph by its heading or label, else one sentence."""
    if entry.section.endswith("?") or not entry.text:
        return
    heads = f"{entry.section}\n{entry.label}"
    if _HEADED.search(heads) or (not entry.cells and _ANY_POLICY.search(entry.text)):
        yield from _policies(entry)
    if not entry.cells and _PASS.search(entry.text):
        yield Draft("policy", "passing", "To pass", entry.text, weak=True)


def _policies(entry: Entry) -> Iterator[Draft]:
    for key, (headed, pattern) in _POLICIES.items():
        titled = bool(headed.search(entry.section)) or bool(headed.search(entry.label))
        if titled or (not entry.cells and pattern.search(entry.text)):
            yield Draft("policy", key, entry.label or entry.section, entry.text, weak=not titled)


def topics(entry: Entry) -> Iterator[Draft]:
    """Topics by week, and those that a section lists."""
    if entry.cells:
        topic = column(entry.cells, "topic", first=True)
        number = _ONLY_NUMBER.match(entry.cells[0][1]) or _WEEK.match(entry.cells[0][1])
        if topic and number and has_column(entry.cells, "week"):
            unit = _unit(entry.cells[0][0])
            n = number[1] if number.re is _ONLY_NUMBER else number["n"]
            yield Draft("topic", f"{unit} {int(n)}", f"{unit.capitalize()} {n}", topic)
        elif (
            topic
            and has_days(entry.cells)
            and dates(day := column(entry.cells, "date", first=True))
        ):
            yield Draft("topic", day.lower(), day, topic)
        return
    week = _WEEK.match(entry.label)
    if week:
        unit = week["unit"].lower()
        yield Draft("topic", f"{unit} {int(week['n'])}", entry.label, entry.text)
    elif _TOPICS.match(entry.section):
        yield Draft("topic", "", entry.section, entry.text, weak=True)


def _unit(header: str) -> str:
    found = _WEEK.match(f"{header} 1")
    return found["unit"].lower() if found else "week"


def others(entry: Entry) -> Iterator[Draft]:
    """The term, prerequisites and contacts, after their labels; addresses anywhere."""
    kinds: tuple[FactKind, ...] = ("term", "prerequisite", "contact")
    for kind in kinds:
        if is_label(kind, entry.label) and (kind != "term" or re.search(r"\d", entry.text)):
            yield Draft(kind, kind, entry.label, entry.text, weak=True)
            return
    if not entry.cells and (address := _EMAIL.search(entry.text)):
        yield Draft("contact", "contact", "E-mail", address[0], weak=True)
