"""The facts that answer a question, course by course."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from agent.lookup.asked import Asked
from agent.lookup.period import Period
from agent.text.course_words import ALIKE, EXAMS, Named
from agent.text.language import stems
from agent.types import CourseFact, FactKind

DATED: tuple[FactKind, ...] = ("deadline", "exam")
Facts = Sequence[CourseFact]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a course says to what is asked."""

    course: str
    facts: list[CourseFact]
    beside: CourseFact | None = None  # of a period in which nothing is: what is next, or was last


def choose(asked: Asked, period: Period | None, facts: Facts, today: date) -> list[Chosen]:
    """The facts of each course that has any, courses by name; empty where none has."""
    found = []
    exact = _is_exact(asked, facts)
    for course, some in groupby(facts, key=lambda fact: fact["course"]):
        own = _with_years(list(some), today)
        taken = [fact for kind in asked.kinds for fact in _of_kind(kind, asked, own, exact)]
        if (period and "deadline" in asked.kinds) or (period and "exam" in asked.kinds):
            one = _within(course, taken, _reckoned(period, own))
            found += [one] if one else []
        elif taken:
            found.append(Chosen(course, taken))
    return found


def _is_exact(asked: Asked, facts: Facts) -> bool:
    """Whether some course has work that is called what the question calls it."""
    keys = {fact["key"] for fact in facts if fact["kind"] in DATED}
    nouns = {key.split(" ")[0] if key else key for key in keys} | {_noun(key) for key in keys}
    return any(work.key in keys or (not work.number and work.noun in nouns) for work in asked.works)


def _of_kind(kind: FactKind, asked: Asked, own: Facts, exact: bool) -> list[CourseFact]:
    facts = [fact for fact in own if fact["kind"] == kind]
    return _CHOOSERS.get(kind, _of_main)(asked, facts, own, exact)


def _dated(asked: Asked, facts: Facts, own: Facts, exact: bool) -> list[CourseFact]:
    """Each exam or piece of work once, where it is listed with most of the others."""
    wanted = [
        fact for fact in facts if not asked.works or _is_named(fact["key"], asked.works, exact)
    ]
    dated = [fact for fact in wanted if fact["date"]]
    together = Counter((fact["document_id"], fact["section"]) for fact in dated)
    best: dict[tuple[str, str], CourseFact] = {}
    for fact in sorted(
        dated, key=lambda f: (-together[f["document_id"], f["section"]], -len(f["value"]))
    ):
        best.setdefault((fact["key"], (fact["date"] or "")[-5:]), fact)
    ordered = sorted(best.values(), key=_day_of)
    return ordered + [fact for fact in wanted if not fact["date"] and _goes_with(fact, ordered)]


def _goes_with(fact: CourseFact, others: Facts) -> bool:
    """Whether a time of day, "homework is due at 23:59", is that of what is listed."""
    return any(_noun(other["key"]) == _noun(fact["key"]) for other in others)


def _weights(asked: Asked, facts: Facts, own: Facts, exact: bool) -> list[CourseFact]:
    nouns = {work.noun for work in asked.works}
    alike = nouns & ALIKE
    some = [fact for fact in facts if _noun(fact["key"]) in nouns]
    some = some or [fact for fact in facts if alike and _noun(fact["key"]) in ALIKE]
    return _of_main(asked, some if nouns else facts, own, exact)


def _people(asked: Asked, facts: Facts, own: Facts, exact: bool) -> list[CourseFact]:
    some = [fact for fact in facts if asked.role is None or fact["key"] == asked.role]
    return _narrowed(asked, _of_main(asked, some, own, exact))


def _meetings(asked: Asked, facts: Facts, own: Facts, exact: bool) -> list[CourseFact]:
    some = [fact for fact in facts if fact["key"] == asked.meeting]
    if not some and asked.meeting in (None, "lecture"):
        some = [fact for fact in facts if not fact["key"]]
    return _narrowed(asked, _of_main(asked, some, own, exact))


def _rooms(asked: Asked, facts: Facts, own: Facts, exact: bool) -> list[CourseFact]:
    some = [fact for fact in facts if _is_named(fact["key"], asked.works, exact)]
    return _of_main(asked, some, own, exact)


def _policies(asked: Asked, facts: Facts, own: Facts, exact: bool) -> list[CourseFact]:
    """Those of the document and section that say most of it."""
    some = [fact for fact in facts if fact["key"] in asked.policies]
    if not some:
        return []
    main = _distinct(own)
    places = Counter((fact["document_id"], fact["section"]) for fact in some)
    best = max(places, key=lambda place: (main[place[0]], places[place]))
    return [fact for fact in some if (fact["document_id"], fact["section"]) == best]


def _topics(asked: Asked, facts: Facts, own: Facts, exact: bool) -> list[CourseFact]:
    """The topics by week where there are some, else those that a section lists."""
    weekly = [fact for fact in facts if fact["key"]]
    return _of_main(asked, weekly if len(weekly) > 2 else list(facts), own, exact)


def _hours(asked: Asked, facts: Facts, own: Facts, exact: bool) -> list[CourseFact]:
    return _narrowed(asked, _of_main(asked, facts, own, exact))


def _of_main(asked: Asked, facts: Facts, own: Facts, exact: bool) -> list[CourseFact]:
    """Those of the document that says most of the course, of those that state any."""
    main = _distinct(own)
    best = max((main[fact["document_id"]] for fact in facts), default=0)
    return [fact for fact in facts if main[fact["document_id"]] == best]


_CHOOSERS: Mapping[FactKind, Callable[[Asked, Facts, Facts, bool], list[CourseFact]]] = {
    "deadline": _dated,
    "exam": _dated,
    "weight": _weights,
    "person": _people,
    "hours": _hours,
    "meeting": _meetings,
    "room": _rooms,
    "policy": _policies,
    "topic": _topics,
}


def _distinct(own: Facts) -> Mapping[str, int]:
    """How many kinds of facts each document states."""
    kinds: defaultdict[str, set[str]] = defaultdict(set)
    for fact in own:
        kinds[fact["document_id"]].add(fact["kind"])
    return {document: len(some) for document, some in kinds.items()}


def _narrowed(asked: Asked, facts: list[CourseFact]) -> list[CourseFact]:
    """Those that have most of the question's words that not all have: "the assistant for labs"."""
    said = frozenset(stems(asked.text))
    bags = [frozenset(stems(f"{fact['label']} {fact['value']}")) & said for fact in facts]
    common = frozenset.intersection(*bags) if bags else frozenset[str]()
    most = max((len(bag - common) for bag in bags), default=0)
    if not most:
        return facts
    return [fact for fact, bag in zip(facts, bags, strict=True) if len(bag - common) == most]


def _is_named(key: str, works: Iterable[Named], exact: bool) -> bool:
    """Whether a fact is of what the question names; where nothing is called so, of the like."""
    noun, number = _noun(key), key.removeprefix(_noun(key)).strip()
    for work in works:
        alike = noun == work.noun or (not exact and {noun, work.noun} <= ALIKE)
        same_exam = {noun, work.noun} == {"midterm", "exam"} and bool(number and work.number)
        any_exam = work.noun == "exam" and not work.number and noun in EXAMS and noun != "quiz"
        if (alike or same_exam) and (not work.number or number == work.number):
            return True
        if any_exam:
            return True
    return False


def _noun(key: str) -> str:
    noun, _, number = key.rpartition(" ")
    return noun if number.isdigit() else key


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


def _day_of(fact: CourseFact) -> date:
    return date.fromisoformat(fact["date"] or "9999-01-01")


def _reckoned(period: Period, own: Facts) -> Period | None:
    """The period with the day of the exam that it is reckoned from; none where that is unknown."""
    if not period.exam:
        return period
    days = [
        _day_of(f) for f in own if f["kind"] == "exam" and f["key"] == period.exam and f["date"]
    ]
    if not days:
        return None
    return Period(first=days[0]) if period.after else Period(last=days[0])


def _within(course: str, taken: Facts, period: Period | None) -> Chosen | None:
    if period is None:
        return None
    dated = sorted((fact for fact in taken if fact["date"]), key=_day_of)
    inside = [fact for fact in dated if period.holds(_day_of(fact))]
    if inside:
        times = [fact for fact in taken if not fact["date"] and _goes_with(fact, inside)]
        return Chosen(course, [*inside, *times])
    later = [fact for fact in dated if period.last and _day_of(fact) > period.last]
    beside = later[0] if later else dated[-1] if dated else None
    return Chosen(course, [], beside) if beside else None
