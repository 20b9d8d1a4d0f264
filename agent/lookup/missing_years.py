"""Completes dates without a year from the other dates of the course."""

from __future__ import annotations

from datetime import date

from agent.types import CourseFact


def with_years(own: list[CourseFact], today: date) -> list[CourseFact]:
    """The facts of a course; a date without a year gets the year nearest to the course's others."""
    full = sorted(fact["date"] for fact in own if fact["date"] and fact["date"][0] != "-")
    middle = date.fromisoformat(full[len(full) // 2]) if full else today
    return [
        fact | {"date": _nearest(fact["date"], middle)}
        if fact["date"] and fact["date"].startswith("-")
        else fact
        for fact in own
    ]


def _nearest(partial: str, middle: date) -> str:
    years = (middle.year - 1, middle.year, middle.year + 1)
    month, day = (int(part) for part in partial.removeprefix("--").split("-"))
    there = [date(year, month, min(day, 28) if month == 2 else day) for year in years]
    return min(there, key=lambda other: abs((other - middle).days)).isoformat()
