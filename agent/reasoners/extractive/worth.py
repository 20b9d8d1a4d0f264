"""How well one unit answers a question of a given shape."""

from __future__ import annotations

from collections.abc import Sequence

from agent.language import FRAME_STEMS
from agent.reasoners.extractive.features import Credits, has_type
from agent.reasoners.extractive.question import Question
from agent.reasoners.extractive.reading import Unit

DEFINES = 0.5
TYPE = 0.3
SHOWS = 0.25
LEANS = 0.1
HEADINGS = 0.2
LONG = 60  # words; a unit longer than this says more than was asked
_COPULAS = frozenset(
    ["is", "are", "mean", "refer", "was", "were", "stand", "denot", "call", "hold"]
)
_SUBJECT = 5  # words before the verb of a definition
_ARTICLES = frozenset(["a", "an", "the", "each", "everi"])


def worth(question: Question, credits: Credits, units: Sequence[Unit], at: int) -> float:
    """Share of the question that the unit meets, with what speaks for or against its kind."""
    unit = units[at]
    value = credits.share(unit.bag, unit.context) + 0.5 * credits.share(unit.bag)
    value += HEADINGS * credits.share(credits.reading.headings)
    if question.shape == "definition" and defines(question, unit):
        value += DEFINES
    if question.shape == "howto" and _shows(units, at):
        value += SHOWS
    if has_type(question, unit):
        value += TYPE
    if unit.leans:
        value -= LEANS
    if unit.kind == "code" and question.shape != "howto":
        value -= SHOWS
    return value - max(0, len(unit.order) - LONG) / 100


def defines(question: Question, unit: Unit) -> bool:
    """Whether a unit says what the question's subject is: "A tuple is ...", or a glossary row."""
    subject = {term.stem for term in question.terms if term.stem not in FRAME_STEMS}
    begins = [stem for stem in unit.order[:_SUBJECT] if stem not in _ARTICLES]
    if unit.kind in ("row", "item") and begins and begins[0] in subject:
        return True
    verbs = [at for at, stem in enumerate(unit.order[: _SUBJECT + 3]) if stem in _COPULAS]
    if not verbs:
        return False
    before = {stem for stem in unit.order[: verbs[0]] if stem not in _ARTICLES}
    return bool(subject & before) and len(before - subject) <= 2


def _shows(units: Sequence[Unit], at: int) -> bool:
    """Whether code or steps are in the unit or right after it."""
    near = units[at : at + 2]
    return any(unit.kind in ("code", "item") for unit in near)
