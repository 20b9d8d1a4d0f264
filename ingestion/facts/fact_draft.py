"""The result of a rule: a fact before its document's year is known."""

from __future__ import annotations

import re
from dataclasses import dataclass

from agent.text.dates import Written
from agent.types import FactKind
from ingestion.facts.words import COLUMNS, LABELS

TIME = re.compile(
    r"\b(?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun)(?:days?|nesdays?|rsdays?|sdays?|urdays?)?\b"
    r"|\b(?:MW|MWF|TTh|TTH|TuTh|TR|WF|MF|MTWThF?)\b|\b\d{1,2}(?:[:.]\d\d)?\s?[ap]\.?m\b"
    r"|\b\d{1,2}:\d\d\b|\bby appointment\b",
    re.IGNORECASE,
)
ROOM = re.compile(
    r"\b(?:rooms?|hall|building|laboratory|auditorium|theat(?:re|er)|zoom|online)\b"
    r"|\b[A-Z]{1,3}-?\d{2,4}\b|\b\d{1,3}-\d{2,4}[A-Z]?\b"
)
_LABELS = {kind: re.compile(rf"(?:{pattern})", re.IGNORECASE) for kind, pattern in LABELS.items()}
_COLUMNS = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in COLUMNS.items()}


@dataclass(frozen=True, slots=True)
class Draft:
    """A fact of one entry. A weak one counts only in a document that is about the course."""

    kind: FactKind
    key: str
    label: str
    value: str
    date: Written | None = None
    weak: bool = False


def is_label(kind: FactKind, text: str) -> bool:
    """Whether a label or heading belongs to this kind."""
    return bool(_LABELS[kind].fullmatch(text.strip().lstrip("0123456789. ")))


def column(cells: tuple[tuple[str, str], ...], name: str, *, first: bool = False) -> str:
    """The text of the first cell with a header of this kind; the row's label only with `first`."""
    return next(
        (cell for head, cell in (cells if first else cells[1:]) if _COLUMNS[name].search(head)), ""
    )


def is_column(header: str, name: str) -> bool:
    """Whether a header is of this kind."""
    return bool(_COLUMNS[name].search(header))


def has_days(cells: tuple[tuple[str, str], ...]) -> bool:
    """Whether the rows of a table are days, rather than weeks with their first day."""
    heads = [head.lower() for head, _ in cells if _COLUMNS["date"].search(head)]
    return bool(heads) and not any(re.search(r"\bbegin|\bstart|\bweek", head) for head in heads)


def has_column(cells: tuple[tuple[str, str], ...], name: str) -> bool:
    """Whether a table has a column of this kind, including the first one."""
    return any(_COLUMNS[name].search(head) for head, _ in cells)
