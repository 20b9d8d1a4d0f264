"""Selects the facts of one course that answer a question, by kind."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from agent.lookup.fact_patterns import RULE_NAMED
from agent.lookup.fact_question import FactQuestion
from agent.text.course_words import ALIKE, EXAMS, Named
from agent.text.english_words import content_words, stems
from agent.types import CourseFact, FactKind

Facts = Sequence[CourseFact]
_RULE_NAMED = re.compile(RULE_NAMED)


def day_of(fact: CourseFact) -> date:
    """Its date; a far future day without one."""
    return date.fromisoformat(fact["date"] or "9999-01-01")


def is_exact(asked: FactQuestion, facts: Facts) -> bool:
    """Whether some course has work of the very name used in the question."""
    keys = {fact["key"] for fact in facts if fact["kind"] in asked.kinds}
    nouns = {_noun(key) for key in keys}
    return any(work.key in keys or (not work.number and work.noun in nouns) for work in asked.works)


def of_kind(kind: FactKind, asked: FactQuestion, own: Facts, exact: bool) -> list[CourseFact]:
    """A course's facts of a kind; `exact`: some course uses the question's name for the work."""
    facts = [fact for fact in own if fact["kind"] == kind]
    return _CHOOSERS.get(kind, _of_main)(asked, facts, own, exact)


def _dated(asked: FactQuestion, facts: Facts, own: Facts, exact: bool) -> list[CourseFact]:
    """Each exam or piece of work once, from the list that has most of the others."""
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
    ordered = sorted(best.values(), key=day_of)
    keys = {fact["key"] for fact in ordered}
    undated = [fact for fact in wanted if not fact["date"]]
    return ordered + [f for f in undated if f["key"] not in keys or goes_with(f, ordered)]


def goes_with(fact: CourseFact, others: Facts) -> bool:
    """Whether a time of day, "homework is due at 23:59", belongs to one of the others."""
    return any(_noun(other["key"]) == _noun(fact["key"]) for other in others)


def _weights(asked: FactQuestion, facts: Facts, own: Facts, exact: bool) -> list[CourseFact]:
    nouns = {work.noun for work in asked.works}
    alike = nouns & ALIKE and not exact
    some = [fact for fact in facts if _noun(fact["key"]) in nouns]
    some = some or [fact for fact in facts if alike and _noun(fact["key"]) in ALIKE]
    return _of_main(asked, some if nouns else facts, own, exact)


def _people(asked: FactQuestion, facts: Facts, own: Facts, exact: bool) -> list[CourseFact]:
    some = [fact for fact in facts if asked.role is None or fact["key"] == asked.role]
    return _narrowed(asked, _of_main(asked, some, own, exact))


def _meetings(asked: FactQuestion, facts: Facts, own: Facts, exact: bool) -> list[CourseFact]:
    some = [fact for fact in facts if fact["key"] == asked.meeting]
    if not some and asked.meeting in (None, "lecture"):
        some = [fact for fact in facts if not fact["key"]]
    return _narrowed(asked, _of_main(asked, some, own, exact))


def _rooms(asked: FactQuestion, facts: Facts, own: Facts, exact: bool) -> list[CourseFact]:
    some = [fact for fact in facts if _is_named(fact["key"], asked.works, exact)]
    return _of_main(asked, some, own, exact)


def _policies(asked: FactQuestion, facts: Facts, own: Facts, exact: bool) -> list[CourseFact]:
    """Those of the section with most of the question's words, then with most facts."""
    some = [fact for fact in facts if fact["key"] in asked.policies]
    if not some:
        return []
    asked_stems, main = frozenset(stems(asked.text)), _distinct(own)
    places: defaultdict[tuple[str, str], list[CourseFact]] = defaultdict(list)
    for fact in some:
        places[fact["document_id"], fact["section"]].append(fact)

    def fit(place: tuple[str, str]) -> tuple[int, int, int]:
        words = frozenset(stems(" ".join([place[1], *(f["value"] for f in places[place])])))
        return len(asked_stems & words), main[place[0]], len(places[place])

    best = places[max(places, key=fit)]
    return _naming(asked.text, best) or best


def _naming(question: str, facts: Facts) -> list[CourseFact]:
    """For a message that is only a term, "grace days", the sentences that contain it."""
    if not _RULE_NAMED.search(question.lower()):
        return []
    asked_stems = {word.stem for word in content_words(question)}
    return [fact for fact in facts if asked_stems <= set(stems(fact["value"]))]


def _topics(asked: FactQuestion, facts: Facts, own: Facts, exact: bool) -> list[CourseFact]:
    """The topics by week, else those that a section lists; or the single one asked for."""
    if asked.others:
        return [fact for fact in facts if asked.others <= set(stems(fact["value"]))]
    weekly = [fact for fact in facts if fact["key"]]
    return _of_main(asked, weekly if len(weekly) > 2 else list(facts), own, exact)


def _contacts(asked: FactQuestion, facts: Facts, own: Facts, exact: bool) -> list[CourseFact]:
    """The e-mail addresses, unless the question asks for a web page."""
    sites = re.search(r"\b(?:site|page|forum|list)\b", asked.text, re.IGNORECASE)
    some = [fact for fact in facts if "@" in fact["value"]]
    return _of_main(asked, facts if sites or not some else some, own, exact)


def _hours(asked: FactQuestion, facts: Facts, own: Facts, exact: bool) -> list[CourseFact]:
    return _narrowed(asked, _of_main(asked, facts, own, exact))


def _of_main(asked: FactQuestion, facts: Facts, own: Facts, exact: bool) -> list[CourseFact]:
    """Those of the document that states most kinds of facts about the course."""
    main = _distinct(own)
    best = max((main[fact["document_id"]] for fact in facts), default=0)
    return [fact for fact in facts if main[fact["document_id"]] == best]


_CHOOSERS: Mapping[FactKind, Callable[[FactQuestion, Facts, Facts, bool], list[CourseFact]]] = {
    "deadline": _dated,
    "exam": _dated,
    "weight": _weights,
    "person": _people,
    "hours": _hours,
    "meeting": _meetings,
    "room": _rooms,
    "policy": _policies,
    "topic": _topics,
    "contact": _contacts,
}


def _distinct(own: Facts) -> Mapping[str, int]:
    """The number of kinds of facts that each document states."""
    kinds: defaultdict[str, set[str]] = defaultdict(set)
    for fact in own:
        kinds[fact["document_id"]].add(fact["kind"])
    return {document: len(some) for document, some in kinds.items()}


def _narrowed(asked: FactQuestion, facts: list[CourseFact]) -> list[CourseFact]:
    """Those with most of the question's distinguishing words: "the assistant for labs"."""
    asked_stems = frozenset(stems(asked.text))
    bags = [frozenset(stems(f"{fact['label']} {fact['value']}")) & asked_stems for fact in facts]
    common = frozenset.intersection(*bags) if bags else frozenset[str]()
    most = max((len(bag - common) for bag in bags), default=0)
    if not most:
        return facts
    return [fact for fact, bag in zip(facts, bags, strict=True) if len(bag - common) == most]


def _is_named(key: str, works: Iterable[Named], exact: bool) -> bool:
    """Whether a fact is about work that the question names, or, unless `exact`, similar work."""
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
