"""Selects the facts that answer a question, course by course."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from agent.lookup.by_kind import Facts, day_of, goes_with, is_exact, of_kind
from agent.lookup.fact_question import FactQuestion
from agent.lookup.period import Period
from agent.text.english_words import stems
from agent.types import CourseFact, FactKind

DATED: tuple[FactKind, ...] = ("deadline", "exam")


@dataclass(frozen=True, slots=True)
class Chosen:
    """The facts of one course for a question."""

    course: str
    facts: list[CourseFact]
    beside: CourseFact | None = None  # the next or last one, if the period has none


def choose(asked: FactQuestion, period: Period | None, facts: Facts, today: date) -> list[Chosen]:
    """The facts of each course that has any, courses by name; may be empty."""
    found = []
    exact = is_exact(asked, facts)
    for course, some in groupby(facts, key=lambda fact: fact["course"]):
        own = _with_years(list(some), today)
        taken = [fact for kind in asked.kinds for fact in of_kind(kind, asked, own, exact)]
        if (period and "deadline" in asked.kinds) or (period and "exam" in asked.kinds):
            one = _within(course, taken, _reckoned(period, own))
            found += [one] if one else []
        elif taken:
            found.append(Chosen(course, taken))
    return _best_matching(asked, found)


def _best_matching(asked: FactQuestion, found: list[Chosen]) -> list[Chosen]:
    """The courses with most of the question's other words: only one has an assistant "for labs"."""
    if any(kind in DATED for kind in asked.kinds):
        return found
    wanted = asked.others | {stem for work in asked.works for stem in stems(work.noun)}
    counts = [len(wanted & words_of(one)) for one in found]
    return [one for one, n in zip(found, counts, strict=True) if n == max(counts)]


def words_of(chosen: Chosen) -> frozenset[str]:
    """The stems of the chosen facts, and of their headings, titles and course."""
    return frozenset(
        stem
        for fact in chosen.facts
        for stem in stems(
            f"{fact['key']} {fact['label']} {fact['value']} {fact['section']} {fact['title']} "
            f"{fact['course'].replace('-', ' ')}"
        )
    )


def _reckoned(period: Period, own: Facts) -> Period | None:
    """The period with the date of the exam that it refers to; None if that is unknown."""
    if not period.exam:
        return period
    days = [day_of(f) for f in own if f["kind"] == "exam" and f["key"] == period.exam and f["date"]]
    if not days:
        return None
    return Period(first=days[0]) if period.after else Period(last=days[0])


def _within(course: str, taken: Facts, period: Period | None) -> Chosen | None:
    if period is None:
        return None
    dated = sorted((fact for fact in taken if fact["date"]), key=day_of)
    inside = [fact for fact in dated if period.holds(day_of(fact))]
    inside = inside[:1] if period.only_next else inside
    if inside:
        times = [fact for fact in taken if not fact["date"] and goes_with(fact, inside)]
        return Chosen(course, [*inside, *times])
    later = [fact for fact in dated if period.last and day_of(fact) > period.last]
    beside = later[0] if later else dated[-1] if dated else None
    return Chosen(course, [], beside) if beside else None


def _with_years(own: list[CourseFact], today: date) -> list[CourseFact]:
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
