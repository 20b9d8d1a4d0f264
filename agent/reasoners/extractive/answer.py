"""An answer made of quotes: which units to take, and how to lay them out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agent.reasoner import Cite
from agent.reasoners.extractive.features import Credits
from agent.reasoners.extractive.needs import with_needed
from agent.reasoners.extractive.question import Question
from agent.reasoners.extractive.reading import Unit, read
from agent.reasoners.extractive.worth import defines, worth
from agent.types import Passage

MOST_WORDS = 120  # of prose; code and table headers come on top
MOST_UNITS = 3  # that are chosen; each brings what it needs to be understood
GAIN = 0.2  # share of the question's weight that makes a further unit worth quoting
NEARLY = 0.85  # of the best unit's worth: may be the answer as well
_BULLET = re.compile(r"(?:[-*+•◦▪●–]|\d{1,3}[.)])\s+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit of a relevant passage, and how well it answers."""

    place: int  # of the passage, from 1
    at: int  # of the unit in its passage
    worth: float
    unit: Unit
    credits: Credits


def quotes(question: Question, passages: Sequence[Passage]) -> Iterator[str | Cite]:
    """The fewest units that answer, in reading order, each run followed by its citation."""
    chosen = choose(question, passages)
    between = ""
    for place in dict.fromkeys(place for place, _ in chosen):
        units = read(passages[place - 1]).units
        picked = sorted({at for other, ats in chosen if other == place for at in ats})
        for run in _runs(units, picked):
            yield between + quoted(passages[place - 1]["text"], [units[at] for at in run])
            yield Cite(place)
            between = "\n\n"


def quoted(text: str, run: Sequence[Unit]) -> str:
    """A run of units to the letter; a table is closed, so that its citation stays outside."""
    table = [unit for unit in run if unit.kind in ("head", "row")]
    prose = [unit for unit in run if unit.kind not in ("head", "row")]
    said = text[prose[0].start : prose[-1].end] if prose else ""
    if len(prose) == 1 and prose[0].kind == "item":
        said = _BULLET.sub("", said, count=1)
    rows = "\n".join(text[unit.start : unit.end] for unit in table)
    return "\n\n".join(part for part in (said, rows) if part) + ("\n\n" if rows else "")


def choose(question: Question, passages: Sequence[Passage]) -> list[tuple[int, list[int]]]:
    """The units to quote with those they need: (place of the passage from 1, their places in it).

    The passage of the best unit comes first.
    """
    chosen: list[Candidate] = []
    taken: list[tuple[int, list[int]]] = []
    words = 0
    for candidate in _candidates(question, passages):
        if chosen and not _adds(question, candidate, chosen):
            continue
        units = candidate.credits.reading.units
        needed = with_needed(question, units, candidate.at)
        length = sum(
            len(units[at].order) for at in needed if units[at].kind not in ("code", "head")
        )
        if any(place == candidate.place and candidate.at in ats for place, ats in taken):
            continue
        if chosen and words + length > MOST_WORDS:
            continue
        chosen.append(candidate)
        taken.append((candidate.place, needed))
        words += length
        if len(chosen) == MOST_UNITS:
            break
    return taken


def _candidates(question: Question, passages: Sequence[Passage]) -> list[Candidate]:
    """All units of the relevant passages, best first."""
    found = []
    for place, passage in enumerate(passages, start=1):
        if not passage["relevant"]:
            continue
        credits = Credits(question, read(passage))
        units = credits.reading.units
        found += [
            Candidate(place, at, worth(question, credits, units, at), unit, credits)
            for at, unit in enumerate(units)
            if unit.kind not in ("heading", "head")
        ]
    return sorted(found, key=lambda candidate: (-candidate.worth, candidate.place, candidate.at))


def _adds(question: Question, candidate: Candidate, chosen: Sequence[Candidate]) -> bool:
    """Whether a further unit says something that the chosen ones do not."""
    unit, credits = candidate.unit, candidate.credits
    if any(unit.order == other.unit.order for other in chosen):
        return False
    if question.shape == "compare":
        told = frozenset(s for s in question.subjects if any(_tells(s, c.unit) for c in chosen))
        return any(_tells(subject, unit) for subject in question.subjects - told)
    said = frozenset[str]().union(*(other.unit.bag | other.unit.context for other in chosen))
    told = question.subjects & said
    if credits.share(question.subjects & (said | unit.bag)) - credits.share(told) >= GAIN:
        return True
    nearly = candidate.worth >= NEARLY * chosen[0].worth
    return nearly and question.shape not in ("definition", "howto") and unit.kind != "code"


def _tells(subject: str, unit: Unit) -> bool:
    return defines(frozenset([subject]), unit) > 0


def _runs(units: Sequence[Unit], picked: Sequence[int]) -> Iterator[list[int]]:
    """Units that stand next to each other, and the rows of one table, together."""
    run: list[int] = []
    for at in picked:
        same_table = units[at].kind == "row" and run and units[run[-1]].kind in ("head", "row")
        if run and at != run[-1] + 1 and not same_table:
            yield run
            run = []
        run.append(at)
    if run:
        yield run
