"""Answers that span more than one statement: both sides of a comparison, every course."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.reasoners.extractive.answer_shape import AnswerShape
from agent.reasoners.extractive.candidates import Candidate, Choice, Source
from agent.reasoners.extractive.context import TABLE_ROWS, with_context
from agent.reasoners.extractive.defining import defines
from agent.reasoners.extractive.lists import groups
from agent.reasoners.extractive.question import Question
from agent.reasoners.extractive.scoring import DEFINES
from agent.reasoners.extractive.sections import beginning

CONTRASTS = 0.3
_CONTRAST = re.compile(
    r"\b(?:while|whereas|but|instead|unlike|contrast|difference|rather than|than|on the other)\b",
    re.IGNORECASE,
)


def from_each_course(
    question: Question, wanted: AnswerShape, pool: Sequence[Candidate]
) -> Choice | None:
    """The best unit of each course; None if there is only one course."""
    firsts: dict[str, Candidate] = {}
    for candidate in pool:
        firsts.setdefault(candidate.source.passage["course"], candidate)
    if len(firsts) < 2:
        return None
    choice = Choice()
    for candidate in firsts.values():
        places = with_context(question, wanted, candidate.source.units, candidate.at)
        choice.taken.append((candidate.source.place, places))  # however long the others are
    return choice


def both_sides(
    question: Question, wanted: AnswerShape, found: Sequence[Source], pool: Sequence[Candidate]
) -> Choice | None:
    """A table with a column for each side, else the best unit about each."""
    left, right = wanted.sides or (frozenset[str](), frozenset[str]())
    tables = [
        group
        for group in groups(question, found)
        if group.block.head is not None
        and left | right <= group.source.units[group.block.head].bag
        and len(group.block.members) <= TABLE_ROWS
    ]
    choice = Choice()
    if tables:
        table = max(tables, key=lambda group: group.score)
        choice.add(table.source, table.block.all)
        return choice
    if compared := next((s for s in found if left <= s.topic and right <= s.topic), None):
        choice.add(compared, beginning(compared))
        return choice
    if rows := _rows(left, right, pool):
        for row in rows:
            choice.add(row.source, with_context(question, wanted, row.source.units, row.at))
        return choice
    for side, other in ((left, right), (right, left)):
        matching = [candidate for candidate in pool if _is_about(side, candidate)]
        if not matching:
            return None
        best = max(matching, key=lambda c: c.score + _about(side, other, c))
        choice.add(best.source, with_context(question, wanted, best.source.units, best.at))
    return choice


def _rows(
    left: frozenset[str], right: frozenset[str], pool: Sequence[Candidate]
) -> list[Candidate]:
    """The two rows of one table that are labelled with the sides."""
    for one in pool:
        if one.unit.kind == "row" and left <= one.unit.label and not right <= one.unit.label:
            for other in pool:
                if (
                    other.source is one.source
                    and other.unit.kind == "row"
                    and right <= other.unit.label
                ):
                    return [one, other]
    return []


def _is_about(side: frozenset[str], candidate: Candidate) -> bool:
    unit = candidate.unit
    matching = len(side & unit.bag) >= (len(side) + 1) // 2
    return matching and not unit.fragment and not unit.points and unit.kind != "code"


def _about(side: frozenset[str], other: frozenset[str], candidate: Candidate) -> float:
    """Score of a unit as the statement about one side of a comparison."""
    unit, text = candidate.unit, candidate.source.passage["text"]
    near = unit.bag | unit.context
    value = DEFINES * defines(side, unit)
    value += DEFINES * len(side & unit.label) / len(side)
    value += CONTRASTS * bool(other & near)
    value += CONTRASTS * bool(_CONTRAST.search(text, unit.start, unit.end) and other & unit.bag)
    return value
