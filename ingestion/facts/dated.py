"""Due dates of work and dates of exams: in rows, after labels, in prose."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.text.course_words import EXAMS, Named, named
from agent.text.dates import Written, dates
from agent.types import FactKind
from ingestion.facts.entries import Entry
from ingestion.facts.fact_draft import ROOM, TIME, Draft, column, has_days, is_column

_DUE = re.compile(
    r"\bdue\b|\bdeadline\b|\bsubmi\w+|\bhand(?:ed|s)?[ -]in\b|\bturn(?:ed)?[ -]in\b|\bupload"
    r"|\bby\b|\bno later than\b|\buntil\b|\bproposal\b.*\(",
    re.IGNORECASE,
)
_DUE_WHEN = re.compile(
    r"\bdue (?:on|at|by|in|the|every|each|before|one|two|weekly|last)\b[^.;)]*", re.IGNORECASE
)
_ABOUT = re.compile(
    r"\b(?:conflicts?|register|sign[ -]up|look at|marked|results?|returned|review|practice|"
    r"solutions?|feedback|published|released|handed out|posted|not accepted|grades? for)\b",
    re.IGNORECASE,
)
"""A date in such a sentence belongs to something else."""
_OF = re.compile(r"\s+(?:of|for|on|about)\b[^,;.:(]*")
_GIVEN = re.compile(r"\b(?:out|assigned|begins|starts)\b", re.IGNORECASE)
"""Work is given out that day, and due later."""
_CLAUSE = re.compile(r";\s+|(?<=\d{4}),\s+(?=and\b)|\s+and\s+(?=the\s)")
_PIECE = re.compile(r";\s*|<br\s*/?>|\n")
EXAM_WORDS = 4  # of a cell that names an exam and nothing else
NEAR = 90  # characters between a name and its date
_NO = ("", "-", "–", "—", "none", "tba")


def schedule(entry: Entry) -> Iterator[Draft]:
    """The work and exams in a row's cells, with the dates in them or the row's date."""
    if not entry.cells:
        return
    label = entry.cells[0][1]
    own = dates(column(entry.cells, "date", first=True))
    if len(named(label)) == 1 and not dates(label):
        yield from _row_of(entry, named(label)[0], own)
        return
    for head, cell in entry.cells[1:]:
        if is_column(head, "due"):
            for piece in _PIECE.split(cell):
                yield from _piece(piece, own)
        elif is_column(head, "topic") and own and has_days(entry.cells):
            yield from _held(cell, own[0])


def _row_of(entry: Entry, work: Named, own: list[Written]) -> Iterator[Draft]:
    """A row about one exam or one piece of work."""
    cells = entry.cells
    due = dates(column(cells, "due")) if work.noun not in EXAMS else []
    found = due or own or [d for head, cell in cells[1:] if not head for d in dates(cell)]
    kind = _kind(work)
    if found:
        when = [cell for _, cell in cells[1:] if dates(cell) or TIME.search(cell)]
        yield Draft(kind, work.key, cells[0][1], ", ".join(when[:2]), found[0])
    place = column(cells, "place")
    if place and place not in _NO and kind == "exam":
        yield Draft("room", work.key, cells[0][1], place)


def _held(cell: str, day: Written) -> Iterator[Draft]:
    """An exam in the place of a day's topic."""
    for piece in _PIECE.split(cell):
        found = named(piece)
        names_only = len(piece.split()) <= EXAM_WORDS and not TIME.search(piece)
        if names_only and len(found) == 1 and found[0].noun in EXAMS and not _ABOUT.search(piece):
            yield Draft("exam", found[0].key, _written(piece, found[0]), "", day)


def _piece(piece: str, own: list[Written]) -> Iterator[Draft]:
    """A part of a cell: "Homework 1: Friday 18 September", "HW 1 due"."""
    found = named(piece)
    if not found or _ABOUT.search(piece) or _GIVEN.search(piece):
        return
    words = dates(piece) or own[:1]
    if words:
        value = piece[words[0].start : words[0].end] if dates(piece) else ""
        yield Draft(_kind(found[0]), found[0].key, _written(piece, found[0]), value, words[0])


def dated(entry: Entry) -> Iterator[Draft]:
    """Each date in a sentence or item, with the work or exam nearest before it, else after it."""
    if entry.cells:
        return
    text = f"{entry.label}: {entry.text}" if entry.label and entry.leads else entry.text
    due = bool(_DUE.search(text))
    if not (due or dates(text)):
        return
    found = named(text)
    if not found or _ABOUT.search(text):
        return
    start = 0
    done: set[str] = set()
    for end in [*(match.start() for match in _CLAUSE.finditer(text)), len(text)]:
        for draft in _clause(text[start:end], entry, due=due):
            done.add(draft.key)
            yield draft
        start = end
    for match in _DUE_WHEN.finditer(text):
        before = [one for one in found if one.end <= match.start() <= one.end + NEAR]
        for work in before:
            if _kind(work) == "deadline" and work.key not in done:
                yield Draft("deadline", work.key, _written(text, work), match[0])


def _clause(clause: str, entry: Entry, *, due: bool) -> Iterator[Draft]:
    found = _heads(clause)
    taken: set[str] = set()
    for written in dates(clause):
        before = [one for one in found if one.end <= written.start <= one.end + NEAR]
        work = before[-1] if before else next((o for o in found if o.start >= written.end), None)
        if work is None or work.key in taken:
            continue
        headed = bool(entry.label) and work.start < len(entry.label)
        if _kind(work) == "deadline" and not (due or headed or _bracketed(clause, written)):
            continue
        taken.add(work.key)
        label = _written(clause, work)
        yield Draft(_kind(work), work.key, label, clause[written.start : written.end], written)
        if _kind(work) == "exam" and ROOM.search(clause):
            yield Draft("room", work.key, label, clause.strip(" ;"))


def _heads(text: str) -> list[Named]:
    """The work and exams in a text, without modifiers: "the proposal of your final project"."""
    found = named(text)
    return [
        one
        for at, one in enumerate(found)
        if not at or not _OF.fullmatch(text, found[at - 1].end, one.start)
    ]


def _bracketed(clause: str, written: Written) -> bool:
    return clause[: written.start].rstrip().endswith("(")


def _kind(work: Named) -> FactKind:
    return "exam" if work.noun in EXAMS else "deadline"


def _written(text: str, work: Named) -> str:
    words = " ".join(text[work.start : work.end].split())
    return words[:1].upper() + words[1:]
