"""The period that a question names: "next week", "by Friday", "after the midterm"."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from agent.text.course_words import named
from agent.text.dates import MONTHS, WEEKDAYS, dates, month_number, weekday_number

_DAY = "|".join([*WEEKDAYS, *(day[:3] for day in WEEKDAYS), "tues", "thurs"])
_BY = re.compile(
    rf"\b(?:by|before|until|till|up to)\s+(?:the\s+|next\s+|this\s+)?(?P<day>{_DAY})\b"
)
_ON = re.compile(rf"\b(?:on|this|next)\s+(?P<day>{_DAY})\b")
_IN_MONTH = re.compile(rf"\b(?:in|during|for)\s+(?P<month>{'|'.join(MONTHS)})\b")
_WITHIN = re.compile(
    r"\b(?:in|within|over)? ?(?:the )?(?:next|coming) (?:(?P<n>\d+|two|three|four) )?"
    r"(?P<unit>days?|weeks?|months?)\b"
)
_EDGE = re.compile(r"\b(?P<side>after|before|until|since|from|by)\b")
_SPELT = {"two": 2, "three": 3, "four": 4}
_ONLY_NEXT = re.compile(r"\bnext (?!week|month|few|two|three|\d)(?:[\w-]+ )?\w*[^s\W]\b")
_OPEN = re.compile(r"\b(?:upcoming|coming up|still|left|remaining|soon|next)\b")


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` to `last`; None for an open end. `exam` names an exam whose date
    limits it, after or before that."""

    first: date | None = None
    last: date | None = None
    exam: str = ""  # "midterm"
    after: bool = True
    only_next: bool = False  # only the first item in it

    def holds(self, day: date) -> bool:
        """Whether a day is in it."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    def in_words(self) -> str:
        """The days in words: "from Monday 30 November 2026 on"."""
        if self.first and self.first == self.last:
            return f"on {shown(self.first)}"
        parts = [f"from {shown(self.first)}" if self.first else ""]
        parts.append(f"to {shown(self.last)}" if self.last else "on" if self.first else "")
        return " ".join(part for part in parts if part)


def shown(day: date) -> str:
    """A day for a reader: "Monday 30 November 2026"."""
    return f"{day:%A} {day.day} {day:%B} {day.year}"


def period(question: str, today: date) -> Period | None:
    """The period that a question is limited to, relative to today; None if it names none."""
    plain = question.lower()
    return _week(plain, today) or _written(plain, today) or _edge(plain) or _upcoming(plain, today)


def _week(plain: str, today: date) -> Period | None:
    monday = today - timedelta(days=today.weekday())
    if re.search(r"\btoday\b|\btonight\b", plain):
        return Period(today, today)
    if re.search(r"\btomorrow\b", plain):
        return Period(today + timedelta(days=1), today + timedelta(days=1))
    if re.search(r"\bthis week(?:end)?\b", plain):
        return Period(today, monday + timedelta(days=6))
    if re.search(r"\bnext week\b", plain):
        return Period(monday + timedelta(days=7), monday + timedelta(days=13))
    if re.search(r"\bthis month\b", plain):
        return Period(today, _month_end(today))
    if re.search(r"\bnext month\b", plain):
        first = _month_end(today) + timedelta(days=1)
        return Period(first, _month_end(first))
    if found := _WITHIN.search(plain):
        number = _SPELT.get(found["n"] or "", 0) or int(found["n"] or 1)
        days = {"d": 1, "w": 7, "m": 30}[found["unit"][0]]
        return Period(today, today + timedelta(days=number * days))
    return None


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _written(plain: str, today: date) -> Period | None:
    """A date, a weekday or a month by name."""
    if written := dates(plain):
        one = written[0]
        day = _nearest(one.year, one.month, one.day, today)
        before = plain[: one.start].rstrip().rsplit(" ", 1)[-1]
        if before in ("after", "since", "from"):
            return Period(day, None)
        return (
            Period(None if before == "before" else today, day)
            if before != "on"
            else Period(day, day)
        )
    if found := _BY.search(plain):
        return Period(today, _weekday(found["day"], today))
    if found := _ON.search(plain):
        day = _weekday(found["day"], today)
        return Period(day, day)
    if found := _IN_MONTH.search(plain):
        first = _nearest(None, month_number(found["month"]), 1, today)
        return Period(first, _month_end(first))
    return None


def _weekday(name: str, today: date) -> date:
    """The next day of this name; today counts."""
    return today + timedelta(days=((weekday_number(name) or 0) - today.weekday()) % 7)


def _nearest(year: int | None, month: int, day: int, today: date) -> date:
    """A date; without a year, the one nearest to today."""
    if year:
        return date(year, month, day)
    there = [date(y, month, min(day, calendar.monthrange(y, month)[1]))
             for y in (today.year - 1, today.year, today.year + 1)]  # fmt: skip
    return min(there, key=lambda other: abs((other - today).days))


def _edge(plain: str) -> Period | None:
    """Before or after an exam."""
    for found in _EDGE.finditer(plain):
        behind = named(plain[found.end() : found.end() + 30])
        if behind and behind[0].start <= len(" the final "):
            return Period(exam=behind[0].key, after=found["side"] in ("after", "since", "from"))
    return None


def _upcoming(plain: str, today: date) -> Period | None:
    if _ONLY_NEXT.search(plain):
        return Period(today, None, only_next=True)
    return Period(today, None) if _OPEN.search(plain) else None
