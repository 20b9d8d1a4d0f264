"""Dates as people write them: "Friday 16 October", "Oct. 16th, 2026", "2026-10-16", "9/24"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

MONTHS = (
    "january february march april may june july august september october november december"
).split()
WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()

_MONTH = rf"(?:{'|'.join(MONTHS)}|sept|{'|'.join(month[:3] for month in MONTHS)})\b\.?"
_WEEKDAY = (
    rf"(?:(?:{'|'.join(WEEKDAYS)}|{'|'.join(day[:3] for day in WEEKDAYS)}|tues|thur|thurs)\b"
    r"[.,]?\s+(?:the\s+)?)?"
)
_DAY = r"(?P<day{0}>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?:,?\s+(?P<year{0}>(?:19|20)\d\d)\b)?"
_WRITTEN = re.compile(
    rf"\b{_WEEKDAY}(?:"
    rf"(?<![\d.:/-]){_DAY.format(1)}\b(?:\s+of)?[\s-]+(?P<month1>{_MONTH}){_YEAR.format(1)}"
    rf"|\b(?P<month2>{_MONTH})\s+{_DAY.format(2)}\b(?![:.]\d|\s*%|\s*[ap]\.?m\b){_YEAR.format(2)}"
    r"|\b(?P<year3>(?:19|20)\d\d)-(?P<month3>\d\d)-(?P<day3>\d\d)\b"
    r"|(?<![\d.])(?P<day4>[0-3]?\d)\.\s?(?P<month4>[01]?\d)\.\s?(?P<year4>(?:19|20)\d\d)\b"
    r"|(?<![\d/.])(?P<one5>[0-3]?\d)/(?P<two5>[0-3]?\d)(?:/(?P<year5>(?:19|20)?\d\d))?(?![\d/])"
    r")",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")


class Written(NamedTuple):
    """A date in a text: `text[start:end]`, weekday included; the year if it is written."""

    start: int
    end: int
    month: int
    day: int
    year: int | None

    def iso(self, year: int | None = None) -> str:
        """ISO 8601, with `year` if none is written; "--10-16" without any."""
        there = self.year or year
        return f"{there or '-'}-{self.month:02}-{self.day:02}"


def dates(text: str) -> list[Written]:
    """The dates of a text in order, without ambiguous ones like "3/4"."""
    if not _DIGIT.search(text):
        return []
    return [found for match in _WRITTEN.finditer(text) for found in _dates(match)]


def _dates(match: re.Match[str]) -> Iterator[Written]:
    parts = match.groupdict()
    month, day, year = _numbers(parts)
    if "may" in (parts["month1"], parts["month2"]) and not match[0][:1].isupper():
        return  # "2 may", "may 2": the verb
    try:
        date(year or 2000, month, day)
    except ValueError:
        return
    yield Written(match.start(), match.end(), month, day, year)


def _numbers(parts: dict[str, str | None]) -> tuple[int, int, int | None]:
    """Month, day and year; 0 for unreadable parts."""
    for form in ("1", "2"):
        name, day = parts[f"month{form}"], parts[f"day{form}"]
        if name and day:
            return month_number(name), int(day), _year(parts[f"year{form}"])
    for form in ("3", "4"):
        number, day = parts[f"month{form}"], parts[f"day{form}"]
        if number and day:
            return int(number), int(day), _year(parts[f"year{form}"])
    one, two = int(parts["one5"] or 0), int(parts["two5"] or 0)
    if (one > 12) == (two > 12):
        return 0, 0, None
    return (two, one, _year(parts["year5"])) if one > 12 else (one, two, _year(parts["year5"]))


def _year(digits: str | None) -> int | None:
    if not digits:
        return None
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def month_number(name: str) -> int:
    """1 to 12, by the first letters of a month's name; 0 for another word."""
    first = name[:3].lower()
    return next((n for n, month in enumerate(MONTHS, start=1) if month[:3] == first), 0)


def weekday_number(name: str) -> int | None:
    """0 for Monday to 6, by the first letters of a weekday's name."""
    first = name[:3].lower()
    return next((n for n, day in enumerate(WEEKDAYS) if day[:3] == first), None)
