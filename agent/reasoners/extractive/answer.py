"""An answer made of quotes: which units to take, and how to lay them out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agent.reasoner import Cite
from agent.reasoners.extractive.features import Credits
from agent.reasoners.extractive.question import Question
from agent.reasoners.extractive.reading import Unit, read
from agent.reasoners.extractive.worth import worth
from agent.types import Passage

MOST_WORDS = 120  # of prose; code and table headers come on top
MOST_UNITS = 3  # that are chosen; each brings what it needs to be understood
GAIN = 0.2  # share of the question's weight that a further unit has to add
LIST_ITEMS = 8  # of a list that is quoted as a whole


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit of a relevant passage, and how well it answers."""

    place: int  # of the passage, from 1
    at: int  # of the unit in its passage
    worth: float


def quotes(question: Question, passages: Sequence[Passage]) -> Iterator[str | Cite]:
    """The fewest units that answer, in reading order, each run followed by its citation."""
    chosen = choose(question, passages)
    first = True
    for place in dict.fromkeys(place for place, _ in chosen):
        units = read(passages[place - 1]).units
        picked = sorted({at for other, ats in chosen if other == place for at in ats})
        for run in _runs(units, picked):
            if not first:
                yield "\n\n"
            yield quoted(passages[place - 1]["text"], [units[at] for at in run])
            yield Cite(place)
            first = False


def quoted(text: str, run: Sequence[Unit]) -> str:
    """A run of units to the letter; a table is closed, so that its citation stays outside."""
    if any(unit.kind == "row" for unit in run):
        table = [unit for unit in run if unit.kind in ("head", "row")]
        prose = [unit for unit in run if unit.kind not in ("head", "row")]
        lead = text[prose[0].start : prose[-1].end] + "\n\n" if prose else ""
        return lead + "\n".join(text[unit.start : unit.end] for unit in table) + "\n\n"
    return text[run[0].start : run[-1].end]


def choose(question: Question, passages: Sequence[Passage]) -> list[tuple[int, list[int]]]:
    """The units to quote with those they need: (place of the passage from 1, their places in it).

    The passage of the best unit comes first.
    """
    ranked = _candidates(question, passages)
    chosen: list[tuple[int, list[int]]] = []
    said: frozenset[str] = frozenset()
    words = 0
    for candidate in ranked:
        passage = passages[candidate.place - 1]
        reading = read(passage)
        credits = Credits(question, reading)
        unit = reading.units[candidate.at]
        more = said | unit.bag | unit.context
        if chosen and credits.share(more) - credits.share(said) < GAIN:
            continue
        needed = with_needed(question, reading.units, candidate.at)
        length = sum(len(reading.units[at].order) for at in needed if _is_prose(reading.units[at]))
        if chosen and words + length > MOST_WORDS:
            continue
        chosen.append((candidate.place, needed))
        said, words = more, words + length
        if len(chosen) == MOST_UNITS:
            break
    return chosen


def with_needed(question: Question, units: Sequence[Unit], at: int) -> list[int]:
    """A unit with those around it that it is not understood without, or that show what it says."""
    taken = {at}
    unit = units[at]
    if unit.kind == "row":
        taken |= _header(units, at)
    elif unit.kind == "item":
        taken |= _list_around(question, units, at)
    elif unit.leans and at and units[at - 1].kind in ("sentence", "item"):
        taken.add(at - 1)
    taken |= _shown(question, units, max(taken))
    return sorted(taken)


def _candidates(question: Question, passages: Sequence[Passage]) -> list[Candidate]:
    found = []
    for place, passage in enumerate(passages, start=1):
        if not passage["relevant"]:
            continue
        reading = read(passage)
        credits = Credits(question, reading)
        found += [
            Candidate(place, at, worth(question, credits, reading.units, at))
            for at, unit in enumerate(reading.units)
            if unit.kind not in ("heading", "head")
        ]
    return sorted(found, key=lambda candidate: (-candidate.worth, candidate.place, candidate.at))


def _header(units: Sequence[Unit], at: int) -> set[int]:
    """The header of the table that a row belongs to."""
    first = at
    while first and units[first - 1].kind == "row":
        first -= 1
    return {first - 1} if first and units[first - 1].kind == "head" else set()


def _list_around(question: Question, units: Sequence[Unit], at: int) -> set[int]:
    """What introduces a list item, and its fellows where the question wants them all."""
    first = last = at
    while first and units[first - 1].kind == "item":
        first -= 1
    while last + 1 < len(units) and units[last + 1].kind == "item":
        last += 1
    lead = {first - 1} if first and units[first - 1].kind == "sentence" else set()
    whole = question.shape in ("list", "howto") and last - first < LIST_ITEMS
    return lead | (set(range(first, last + 1)) if whole else set())


def _shown(question: Question, units: Sequence[Unit], at: int) -> set[int]:
    """The code, list or table that follows a unit, where it is announced or asked for."""
    if at + 1 >= len(units) or units[at].kind not in ("sentence", "item"):
        return set()
    following = units[at + 1].kind
    if following == "code" and (question.shape in ("howto", "other") or units[at].announces):
        return {at + 1}
    if units[at].announces and following in ("item", "head"):
        last = at + 1
        while last + 1 < len(units) and units[last + 1].kind in ("item", "row"):
            last += 1
        return set(range(at + 1, min(last, at + LIST_ITEMS) + 1))
    return set()


def _runs(units: Sequence[Unit], picked: Sequence[int]) -> Iterator[list[int]]:
    """Units that stand next to each other, and the rows of one table, together."""
    run: list[int] = []
    for at in picked:
        same_table = units[at].kind == "row" and run and units[run[-1]].kind in ("head", "row")
        if run and (at != run[-1] + 1 and not same_table):
            yield run
            run = []
        run.append(at)
    if run:
        yield run


def _is_prose(unit: Unit) -> bool:
    return unit.kind not in ("code", "head")
