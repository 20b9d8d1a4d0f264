"""How well one unit answers a question of a given shape."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from agent.language import word_set
from agent.reasoners.extractive.features import Credits, has_type
from agent.reasoners.extractive.question import Question
from agent.reasoners.extractive.reading import Unit

INSIDE = 0.5  # for the share of the question that the unit meets without its context
HEADINGS = 0.5  # for the share that the headings above it meet
DEFINES = 0.5
TYPE = 0.3
COUNTS = 0.4
SHOWS = 0.25
NAMES = 0.4  # against a unit without the names and numbers of the question
LEANS = 0.1
ASKS = 0.3
LONG = 60  # words; a unit longer than this says more than was asked

_COPULAS = word_set("is are was were")
_MEANS = word_set("mean refer stand denot describ")
_ARTICLES = word_set("a an the each everi any one")
_AFTER = 6  # words within which a definition comes to its verb


def worth(question: Question, credits: Credits, units: Sequence[Unit], at: int) -> float:
    """Share of the question that the unit meets, with what speaks for or against its kind."""
    unit = units[at]
    value = credits.share(unit.bag, unit.context)
    value += INSIDE * credits.share(unit.bag)
    value += HEADINGS * credits.share(credits.reading.headings)
    if question.shape in ("definition", "compare"):
        value += DEFINES * defines(question.subjects, unit)
    if _shows(units, at):
        value += SHOWS if question.shape == "howto" else 0.0
    if has_type(question, unit):
        value += TYPE
    if question.counted and _counts(question.counted, unit):
        value += COUNTS
    if unit.kind == "code":
        value -= SHOWS
    value -= NAMES * _names_missing(question, unit)
    value -= LEANS if unit.leans else 0.0
    value -= ASKS if unit.asks else 0.0
    return value - max(0, len(unit.order) - LONG) / 100


def defines(subjects: frozenset[str], unit: Unit) -> float:
    """How much a unit says what its subject is: 1 for "A tuple is a ...", less for "Tuples are"."""
    begins = [stem for stem in unit.order[:_AFTER] if stem not in _ARTICLES]
    if unit.kind == "row" and begins and begins[0] in subjects:
        return 1.0
    for at, (verb, after) in enumerate(pairwise((*unit.order[: _AFTER + 2], ""))):
        if verb not in _COPULAS | _MEANS:
            continue
        before = frozenset(unit.order[:at]) - _ARTICLES
        if not before & subjects or len(before - subjects) > 2:
            return 0.0
        return 1.0 if verb in _MEANS or after in _ARTICLES else 0.5
    return 0.0


def _shows(units: Sequence[Unit], at: int) -> bool:
    """Whether the unit is a step, or announces code or steps."""
    following = units[at + 1].kind if at + 1 < len(units) else ""
    return units[at].kind == "item" or following in ("code", "item")


def _counts(counted: str, unit: Unit) -> bool:
    """Whether a number stands right before what is counted: "three grace days"."""
    places = [at for at, stem in enumerate(unit.order) if stem == counted]
    return any(unit.numbers & frozenset(unit.order[max(at - 3, 0) : at]) for at in places)


def _names_missing(question: Question, unit: Unit) -> float:
    names = [term.stem for term in question.terms if term.name]
    near = unit.bag | unit.context
    return sum(name not in near for name in names) / max(len(names), 1)
