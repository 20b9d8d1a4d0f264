"""Scores how well one unit answers a question of a given shape."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from agent.reasoners.extractive.defining import DOES, defines, defines_another
from agent.reasoners.extractive.features import Credits, has_type
from agent.reasoners.extractive.forms import call_fits, glossed, in_cell, is_cost_row, used_to
from agent.reasoners.extractive.question import Question
from agent.reasoners.extractive.reading import Unit
from agent.text.english_words import word_set

INSIDE = 0.3  # for the share of the question that the unit matches without its context
HEADINGS = 0.5  # for the share that the headings above it match
LABEL = 0.3  # for a row whose first cell is named in the question
DEFINES = 0.75
TYPE = 0.3
COUNTS = 0.4
NUMBERED = 0.8  # for "Homework 3" if homework 3 is asked for; against another number
SHOWS = 0.1
EXAMPLE = 0.5  # for an example, if one is asked for
OUTPUT = 0.5  # against the output of code: it explains nothing
REASON = 0.3
INSTRUCTS = 0.2  # for an instruction, in answer to "how to"
NAMES = 0.4  # against a unit without the names and numbers of the question
LEANS = 0.1
ROW = 0.3  # against a row if a reason is asked for
BARE = 0.3  # against a row of which only the table's header matches
SAME_QUESTION = 0.4  # for the answer to the same question in the materials
MEANT = 0.2  # for the course's word for what the question describes
CALL = 1.2  # for the call that the question names; against another one
CELL = 0.4  # for a row whose label and header together name what is asked for
COST = 0.6  # against a row of costs if the question asks what something does
SAME = 0.8  # share of the question's weight from which it is the same question
EXERCISE = 0.6  # against a task that is set
ASKS = 0.4
POINTS = 0.5
FRAGMENT = 0.5
LONG = 60  # words; longer units lose score

LOOKED_UP = word_set("number when person place definition list")  # shapes that a row can answer
_EXAMPLE = re.compile(r"\bexamples?\b", re.IGNORECASE)
_FOR_EXAMPLE = re.compile(r"\b(?:for example|for instance|e\.g\.|such as|example)\b", re.IGNORECASE)
_REASON = re.compile(
    r"\b(?:because|since|so that|therefore|otherwise|the reason|this is why|as a result|due to|"
    r"thus|hence)\b",
    re.IGNORECASE,
)


_INSTRUCTS = re.compile(
    r"(?:[-*+•]|\d{1,3}[.)])?\s*(?:To|You (?:can|may|must|should|have to)|Use|Write|Call|Run|Press|"
    r"Click|Open|Choose|Put|Add|Type|Take|Start|Let|Give|Store|Convert|Check|Look|Read|Set|Make|Create)\b"
)


def score(question: Question, credits: Credits, units: Sequence[Unit], at: int, text: str) -> float:
    """Share of the question that the unit matches, with bonuses and penalties for its kind."""
    unit = units[at]
    value = credits.share(unit.bag, unit.context)
    value += INSIDE * credits.share(unit.bag)
    value += HEADINGS * credits.share(credits.reading.headings)
    value += LABEL * named_by(question, unit.label) * (question.shape in LOOKED_UP)
    if question.shape in ("definition", "compare"):
        defined = defines(question.subjects, unit) or glossed(question.subjects, unit, text)
        if question.effect and not defined:
            defined = DOES * used_to(question.subjects, unit, text)
        value += DEFINES * (defined or -defines_another(question.subjects, unit))
    if _shows(units, at):
        value += SHOWS if question.shape == "howto" else 0.0
    if has_type(question, unit):
        value += TYPE
    if _EXAMPLE.search(question.text):
        value += EXAMPLE * _is_example(units, at, text)
    if question.counted and _counts(question.counted, unit):
        value += COUNTS
    if question.decides and _INSTRUCTS.match(text, unit.start):
        value -= INSTRUCTS
    if question.shape == "howto" and _INSTRUCTS.match(text, unit.start):
        value += INSTRUCTS
    if question.shape == "why" and _REASON.search(text, unit.start, unit.end):
        value += REASON
    value += MEANT * bool(question.meant & unit.bag)
    value += NUMBERED * _numbered(question, unit)
    value += CALL * call_fits(question, unit, text)
    if question.decides or question.shape in ("other", "number"):
        value += CELL * in_cell(question, credits, unit)
    if question.effect and is_cost_row(unit):
        value -= COST
    if unit.kind == "row":
        value -= ROW * (question.shape == "why")
        value -= BARE * (credits.share(frozenset(unit.order)) == 0)
    if asked := _asked(units, at):
        value += SAME_QUESTION * (credits.share(asked.bag) >= SAME)
    if unit.kind == "code":
        value -= OUTPUT if unit.output else SHOWS
    value -= NAMES * _names_missing(question, unit)
    value -= LEANS * unit.leans + POINTS * unit.points
    value -= ASKS * (unit.asks and not _answered(units, at))
    value -= FRAGMENT * unit.fragment
    return value - max(0, len(unit.order) - LONG) / 100


def _is_example(units: Sequence[Unit], at: int, text: str) -> bool:
    """Whether a unit is code that can be run, or announces it, or names an example."""
    unit = units[at]
    if unit.kind == "code":
        return not unit.output
    following = units[at + 1] if at + 1 < len(units) else None
    announces = unit.announces and following is not None and following.kind == "code"
    return announces or bool(_FOR_EXAMPLE.search(text, unit.start, unit.end))


def named_by(question: Question, label: frozenset[str]) -> float:
    """Share of a label that the question names, weighted by its share of the question."""
    named = label & question.stems
    met = sum(term.weight for term in question.terms if term.stem in named)
    return len(named) / len(label) * (met / question.weight) ** 0.5 if label else 0.0


def _answered(units: Sequence[Unit], at: int) -> bool:
    """Whether a question is followed by its answer: "Why ...? Answer: because ..."."""
    following = units[at + 1] if at + 1 < len(units) else None
    return following is not None and not following.opens and not following.asks


def _asked(units: Sequence[Unit], at: int) -> Unit | None:
    """The question that a unit asks or answers."""
    if units[at].asks:
        return units[at]
    return units[at - 1] if at and units[at - 1].asks and not units[at].opens else None


def _shows(units: Sequence[Unit], at: int) -> bool:
    """Whether the unit is a step, or announces code or steps."""
    following = units[at + 1].kind if at + 1 < len(units) else ""
    return units[at].kind == "item" or following in ("code", "item")


def _numbered(question: Question, unit: Unit) -> float:
    """1 for a unit that has each noun with its number, -1 for one with another number only."""
    if not question.numbered:
        return 0.0
    pairs = frozenset(pairwise(unit.order))
    if all(pair in pairs for pair in question.numbered):
        return 1.0
    others = {noun for noun, number in pairs if number.isdigit()}
    return -1.0 if any(noun in others for noun, _ in question.numbered) else 0.0


def _counts(counted: str, unit: Unit) -> bool:
    """Whether a number comes right before the counted noun: "three grace days"."""
    places = [at for at, stem in enumerate(unit.order) if stem == counted]
    return any(unit.numbers & frozenset(unit.order[max(at - 3, 0) : at]) for at in places)


def _names_missing(question: Question, unit: Unit) -> float:
    names = [term.stem for term in question.terms if term.name]
    near = unit.bag | unit.context
    return sum(name not in near for name in names) / max(len(names), 1)
