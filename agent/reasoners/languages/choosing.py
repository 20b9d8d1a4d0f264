"""Which units of the relevant passages make the answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from agent.languages.language import language
from agent.reasoners.extractive.answer_shape import AnswerShape
from agent.reasoners.extractive.blocks import length
from agent.reasoners.extractive.context import with_context
from agent.reasoners.extractive.features import has_type
from agent.reasoners.extractive.question import Question
from agent.reasoners.extractive.reading import Unit
from agent.reasoners.languages.grading import Graded
from agent.reasoners.languages.parsed_question import CAPITALS
from agent.reasoners.languages.passage_units import names_person
from agent.types import Passage

MEANING = 2.0  # for a unit's similarity to the question
INSIDE = 0.3  # for the share of the question in the unit without its context
NEAR = 0.8  # for the similarity of its passage
FIRST = 0.15  # for the passage that was found first; half for the second, ...
TYPE = 0.3  # for a date, number or name where one is asked for
PERSON = 0.4  # for a full name where a person is asked for
LABEL = 0.3  # for a row whose first cell is named, unless its parts are asked for
LISTS = 0.3  # for several things with commas between them where a list is asked for
DEFINES = 0.4
COUNTS = 0.4  # for a number of what is counted, or of minutes where "how long?" is asked
REASON = 0.2
FRAGMENT = 0.5
ASKS = 0.4
LEANS = 0.1
OTHER_TOPIC = 0.5  # for a sentence on another part of the topic, its section's: its enrolment
CODE = 0.3
NEARLY = 0.93  # of the best unit's score: may be the answer as well
DATED = ("when", "place")  # shapes of questions about a thing's day or place
MOST = 2  # units that are chosen, each with those that it needs
MOST_LISTED = 6  # the same where a list is asked for
MOST_WORDS = 150

_COMMA = re.compile("[,;、،，；]")

Chosen = list[tuple[int, list[int]]]
Saw = Callable[[Passage, int, int], bool]


class Candidate(NamedTuple):
    """A unit of a relevant passage."""

    score: float
    place: int  # of the passage, from 1
    at: int  # of the unit


def choose(graded: Graded, saw: Saw = lambda passage, start, end: False) -> Chosen:
    """The places of the units to quote, with those they need; the best passage first.

    `saw`: whether a span of a passage was shown before, and something else is wanted.
    """
    question = graded.question
    wanted = AnswerShape(
        many=question.shape == "list",
        steps=question.shape == "howto",
        decision=False,
        code="`" in question.text or "(" in question.text,
        courses=False,
        sides=None,
    )
    whole = sorted(_candidates(graded), key=lambda c: (-c.score, c.place, c.at))
    pool = [candidate for candidate in whole if not _seen(graded, candidate, saw)] or whole
    chosen: Chosen = []
    words = 0
    for candidate in pool:
        units = graded.credits[candidate.place - 1].reading.units
        most = MOST_LISTED if wanted.many else MOST
        if chosen and (candidate.score < NEARLY * pool[0].score or len(chosen) >= most):
            break
        taken = with_context(question, wanted, units, candidate.at)
        if question.shape == "person":
            taken = _with_name(graded.passages[candidate.place - 1]["text"], units, taken)
        had = {at for place, ats in chosen if place == candidate.place for at in ats}
        new = [at for at in taken if at not in had]
        words += length(units, new)
        if new and (not chosen or words <= MOST_WORDS):
            chosen.append((candidate.place, new))
    return _merged(chosen)


def _seen(graded: Graded, candidate: Candidate, saw: Saw) -> bool:
    unit = graded.credits[candidate.place - 1].reading.units[candidate.at]
    return saw(graded.passages[candidate.place - 1], unit.start, unit.end)


def _with_name(text: str, units: Sequence[Unit], taken: list[int]) -> list[int]:
    """With the sentence before that says who it is: "Elena Marín ... Imparte las clases."."""
    first = taken[0]
    named = any(names_person(text[units[at].start : units[at].end]) for at in taken)
    while not named and first and not units[first].opens and units[first - 1].kind == "sentence":
        first -= 1
        named = names_person(text[units[first].start : units[first].end])
    return [*range(first, taken[0]), *taken] if named else taken


def _candidates(graded: Graded) -> list[Candidate]:
    return [
        Candidate(_score(graded, place, at), place, at)
        for place, passage in enumerate(graded.passages, start=1)
        if passage["relevant"]
        for at, unit in enumerate(graded.credits[place - 1].reading.units)
        if unit.kind not in ("heading", "head")
    ]


def _score(graded: Graded, place: int, at: int) -> float:
    question, finder = graded.question, graded.credits[place - 1]
    passage, unit = graded.passages[place - 1], finder.reading.units[at]
    near = graded.units[place - 1]
    value = MEANING * (near[at] if near else 0.0) + NEAR * (passage["dense"] or 0.0)
    text = passage["text"][unit.start : unit.end]
    typed = _has_type(question, unit, text, graded.languages[place - 1])
    own = unit.bag | unit.context if _says_of_it(question, unit, typed) else unit.bag
    value += finder.share(own, unit.context) + INSIDE * finder.share(own)
    value += FIRST / place + TYPE * typed
    listing = question.shape == "list"
    value += LABEL * (not listing and bool(unit.label) and unit.label <= question.stems)
    value += LISTS * (listing and len(_COMMA.findall(text)) > 1)
    value += PERSON * (question.shape == "person" and names_person(text))
    if code := graded.languages[place - 1]:
        value += COUNTS * (question.shape == "number" and _counts(question, unit, code))
        value += REASON * (question.shape == "why" and language(code).mentions("reason", text))
        value -= OTHER_TOPIC * (question.shape in DATED and _begins_elsewhere(question, unit, code))
        value += DEFINES * (question.shape == "definition") * _defines(question, unit, code)
    value -= FRAGMENT * unit.fragment + LEANS * unit.leans + ASKS * unit.asks
    return value - CODE * (unit.kind == "code")


def _has_type(question: Question, unit: Unit, text: str, code: str | None) -> bool:
    """Whether a unit has what is asked for; nouns with capitals are no names in German."""
    if question.shape == "place" and code and language(code).mentions("rooms", text):
        return True
    named = question.shape in ("person", "place")
    return bool(has_type(question, unit)) and not (named and code and code not in CAPITALS)


def _says_of_it(question: Question, unit: Unit, typed: bool) -> bool:
    """Whether it says when or where of what the sentence before names: "It is on Monday"."""
    return unit.leans and typed and question.shape in DATED


def _begins_elsewhere(question: Question, unit: Unit, code: str) -> bool:
    """Whether a sentence begins with its section's topic, which is not the question's."""
    spoken = language(code)
    first = next((stem for stem in unit.order if stem not in spoken.stop_stems), "")
    titled = unit.kind == "sentence" and first in unit.context
    return titled and first not in question.stems and not unit.leans


def _defines(question: Question, unit: Unit, code: str) -> float:
    """1 for "A tuple is ..." where that is what is asked for."""
    spoken = language(code)
    begins = [stem for stem in unit.order if stem not in spoken.articles]
    subjects = question.subjects
    named = next((n for n, stem in enumerate(begins) if stem not in subjects), len(begins))
    if unit.kind == "row":
        return float(bool(unit.label) and unit.label - spoken.articles <= subjects)
    return float(0 < named < len(begins) and begins[named] in spoken.copulas)


def _counts(question: Question, unit: Unit, code: str) -> bool:
    spoken = language(code)
    if spoken.mentions("how-long", question.text):
        return spoken.lasts(unit.order, question.subjects)
    return spoken.counts(unit.order, question.subjects)


def _merged(chosen: Chosen) -> Chosen:
    found: dict[int, set[int]] = {}
    for place, ats in chosen:
        found.setdefault(place, set()).update(ats)
    return [(place, sorted(ats)) for place, ats in found.items()]
