"""Candidates for quoting: every unit of the relevant passages with its score."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from agent.reasoners.extractive.asides import is_beside, is_exercise, is_solution, solved
from agent.reasoners.extractive.blocks import length
from agent.reasoners.extractive.features import Credits
from agent.reasoners.extractive.question import Question
from agent.reasoners.extractive.reading import Unit, read
from agent.reasoners.extractive.scoring import EXERCISE, named_by, score
from agent.search.last_quoted import beside
from agent.text.english_words import FRAME_STEMS, STOP_STEMS, stems
from agent.types import Passage

MOST_WORDS = 150  # of prose in an answer; code and table headers come on top
NEAR = 1.5  # for a passage whose meaning is near the question's
AGENDA = 0.5  # against a list of topics covered elsewhere
OUTLINE, HEADWORDS = 4, 5  # least items, and most words of one in the mean
KEY_POINTS = 0.25  # against a summary that explains little
ERRORS = 0.3  # against notes on an error, if the question asks how to do something
BESIDE = 0.4  # against notes for those who maintain or teach the course
SOLUTION = 0.3  # against the solution of an exercise
PROPERTY = 0.25  # for the section on a thing, if the question asks whether it is so or so
NARROWER = 0.35  # against a section on something narrower, for a definition: "Deleting a node"
TITLED = 0.2  # for a heading that the question names
SHOWN = 0.15  # for a passage with code, if the question asks how
SPAN = 0.25  # for the words that a reader takes for the answer; 0.2 to 0.4 do alike
SENTENCE = 0.6  # for the sentence in which a reader sees it; 0.5 to 1 do alike (evals/fit)
ANSWERS = 0.1  # for each unit of logit by which a passage answers less than the best one
CODE = 0.8  # for code, if the message asks for it: "code for insertion sort"
BESIDE_LAST = 0.2  # for a passage beside the quotes of the answer that a follow-up is on
SAID = 0.3  # against a unit that this answer quotes; 0.6 hides answers that it had (evals/LOG.md)
FIRST = 0.25  # for the passage that the search found best; half for the second, ...

_AGENDA = re.compile(
    r"^\W*(?:summary|outline|agenda|overview|contents?|acknowledge?ments?|"
    r"(?:learning )?(?:objectives?|goals?|outcomes?)|questions?$|"
    r"what you(?: will|'ll) learn|learning aims?)\b",
    re.IGNORECASE,
)
_KEY_POINTS = re.compile(r"^\W*key ?points\b", re.IGNORECASE)

_ERROR = re.compile(r"\w+Error\b|\berrors?\b", re.IGNORECASE)
_FAILS = re.compile(
    r"error|exception|message|warning|traceback|crash|fail|wrong|fix|debug|avoid|prevent|catch",
    re.IGNORECASE,
)

Taken = tuple[int, list[int]]
"""The place of a passage from 1, and places of units in it, in order."""


@dataclass(frozen=True, slots=True)
class Source:
    """A relevant passage."""

    place: int  # from 1
    passage: Passage
    units: Sequence[Unit]
    credits: Credits
    bonus: float  # for each of its units
    topic: frozenset[str]  # stems of its own heading
    exercises: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit of a relevant passage."""

    source: Source
    at: int
    score: float

    @property
    def unit(self) -> Unit:
        """The unit."""
        return self.source.units[self.at]


@dataclass(slots=True)
class Choice:
    """The units taken so far; at most MOST_WORDS, except for a longer first part."""

    taken: list[Taken] = field(default_factory=list)
    words: int = 0

    def add(self, source: Source, places: Sequence[int]) -> bool:
        """Takes more places of a passage; False if there was nothing new, or no room."""
        had = {at for place, ats in self.taken if place == source.place for at in ats}
        new = sorted(set(places) - had)
        words = length(source.units, new)
        if not new or (self.taken and self.words + words > MOST_WORDS):
            return False
        self.taken.append((source.place, new))
        self.words += words
        return True


def sources(question: Question, passages: Sequence[Passage]) -> list[Source]:
    """The relevant passages, in their order."""
    relevant = [(n, passage) for n, passage in enumerate(passages, start=1) if passage["relevant"]]
    nearest = max((passage["dense"] or 0.0 for _, passage in relevant), default=0.0)
    solutions = solved(passages)
    answers = {name: pair.answers for name, pair in question.read.items()}
    most = max(answers.values(), default=0.0)
    how_to = question.shape == "howto" and not _FAILS.search(question.text)
    found = []
    for rank, (place, passage) in enumerate(relevant, start=1):
        bonus = NEAR * ((passage["dense"] or 0.0) - nearest) + FIRST / rank
        bonus -= AGENDA * bool(_AGENDA.search(passage["section"].split(" > ")[-1]))
        bonus -= AGENDA * (question.shape == "definition" and is_outline(read(passage).units))
        bonus -= KEY_POINTS * bool(_KEY_POINTS.search(passage["section"].split(" > ")[-1]))
        bonus -= SOLUTION * is_solution(passage)
        bonus -= BESIDE * is_beside(passage)
        bonus -= ANSWERS * (most - answers.get(passage["id"], most))
        bonus -= ERRORS * (how_to and bool(_ERROR.search(passage["section"].split(" > ")[-1])))
        bonus += TITLED * _titled(question, passage["section"])
        bonus += SHOWN * (question.shape == "howto" and any(map(_is_code, read(passage).units)))
        bonus += BESIDE_LAST * beside(passage, question.quoted_ids)
        credits = Credits(question, read(passage))
        heading = passage["section"].split(" > ")[-1]
        topic, exercises = frozenset(stems(heading)), is_exercise(passage, solutions)
        if question.decides and topic and topic <= question.subjects:
            bonus += PROPERTY
        if question.shape == "definition" and question.subjects:
            bonus -= NARROWER * (question.subjects < topic - STOP_STEMS - FRAME_STEMS)
        units = credits.reading.units
        found.append(Source(place, passage, units, credits, bonus, topic, exercises))
    return found


def is_outline(units: Sequence[Unit]) -> bool:
    """Whether there are only headwords, as on a slide that says what is to come."""
    items = [len(unit.order) for unit in units if unit.kind == "item"]
    others = any(
        unit.kind in ("code", "row") or not unit.fragment
        for unit in units
        if unit.kind not in ("item", "heading", "head")
    )
    return len(items) >= OUTLINE and not others and sum(items) <= HEADWORDS * len(items)


def _is_code(unit: Unit) -> bool:
    return unit.kind == "code" and not unit.output


def _titled(question: Question, section: str) -> float:
    """How well the question names the best of the headings, ignoring numbers."""
    headings = [frozenset(stems(heading)) for heading in section.split(" > ")]
    words = [frozenset(stem for stem in heading if stem[0].isalpha()) for heading in headings]
    return max(named_by(question, heading) for heading in words)


def _said(question: Question, passage: Passage, unit: Unit) -> bool:
    """Whether the answer that a follow-up is on quotes this unit."""
    return any(span.overlaps(passage["id"], unit.start, unit.end) for span in question.quoted)


def candidates(question: Question, found: Sequence[Source]) -> list[Candidate]:
    """All units that could be quoted, best first."""
    pool = [candidate for source in found for candidate in _of(question, source)]
    pool = [candidate for candidate in pool if not candidate.unit.fragment] or pool
    return sorted(pool, key=lambda c: (-c.score, c.source.place, c.at))


def _of(question: Question, source: Source) -> Iterator[Candidate]:
    read = question.read.get(source.passage["id"])
    for at, unit in enumerate(source.units):
        if unit.kind not in ("heading", "head"):
            text = source.passage["text"]
            value = score(question, source.credits, source.units, at, text) + source.bonus
            value -= EXERCISE * source.exercises
            value += CODE * (question.wants_code and _is_code(unit))
            value -= SAID * _said(question, source.passage, unit)
            if read:
                value += SPAN * read.in_answer(unit.start, unit.end)
                value += SENTENCE * read.in_sentence(unit.start, unit.end)
            yield Candidate(source, at, value)
