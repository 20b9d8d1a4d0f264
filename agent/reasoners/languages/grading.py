"""How well passages fit a question in another language, and which of them answer it.

The weights are fitted by evals/fit/fit_languages.py, one set for each of three cases: question and
passage in one language, in two, and without a multilingual embedding model.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Literal, NamedTuple

from agent.languages.similarity import Similarity
from agent.reasoner import Grades
from agent.reasoners.extractive.features import Credits
from agent.reasoners.extractive.question import Question
from agent.reasoners.extractive.reading import Unit
from agent.reasoners.languages.passage_units import read_passage
from agent.search.vocabulary import Vocabulary
from agent.types import Passage

Case = Literal["same", "crossed", "words"]
FEATURES = (
    "dense",  # similarity of question and passage
    "unit",  # similarity of the question and the nearest sentence
    "covered",  # share of the question's weight in the best sentence and its context
    "passage",  # share of the question's weight in the whole passage
    "lacking",  # share of the question's weight on the heaviest term that the passage lacks
    "lead",  # how much nearer it is than the middle of the passages
)
READ = 4  # passages whose sentences are compared
KEPT_BELOW_BEST = 0.5  # of the best probability


class Fit(NamedTuple):
    """How one passage fits."""

    case: Case
    values: tuple[float, ...]  # as named in FEATURES


@dataclass(frozen=True)
class Graded:
    """A question and its passages, compared."""

    question: Question
    passages: Sequence[Passage]
    similarity: Similarity | None
    vocabulary: Vocabulary

    @cached_property
    def languages(self) -> list[str | None]:
        """The language of each passage, None for English."""
        return [self.vocabulary.language_in(passage) for passage in self.passages]

    @cached_property
    def credits(self) -> list[Credits]:
        """The words of the question in each passage."""
        return [
            Credits(self.question, read_passage(passage, code))
            for passage, code in zip(self.passages, self.languages, strict=True)
        ]

    @cached_property
    def units(self) -> list[list[float]]:
        """The similarity of each unit of the nearest passages; empty for the others."""
        found: list[list[float]] = [[] for _ in self.passages]
        for at in self._nearest if self.similarity else ():
            passage, units = self.passages[at], self.credits[at].reading.units
            assert self.similarity
            found[at] = self.similarity.of(self.question.text, _texts(passage, units))
        return found

    @cached_property
    def fits(self) -> list[Fit]:
        """The features of each passage."""
        dense = [passage["dense"] or 0.0 for passage in self.passages]
        middle = sorted(dense)[len(dense) // 2] if dense else 0.0
        return [
            Fit(
                self._case(finder, code),
                (
                    near,
                    max(units, default=near),
                    finder.best()[1],
                    finder.share(finder.reading.bag, finder.reading.headings),
                    self._lacking(finder),
                    near - middle,
                ),
            )
            for code, near, units, finder in zip(
                self.languages, dense, self.units, self.credits, strict=True
            )
        ]

    @property
    def _nearest(self) -> list[int]:
        order = range(len(self.passages))
        return sorted(order, key=lambda at: -(self.passages[at]["dense"] or 0.0))[:READ]

    def _case(self, finder: Credits, code: str | None) -> Case:
        if self.similarity is None:
            return "words"
        same = code == self.vocabulary.language_of(self.question.text)
        return "same" if same or self._shared(finder) else "crossed"

    def _shared(self, finder: Credits) -> bool:
        """Whether a passage has most of the question's words, whatever its language."""
        return finder.share(finder.reading.bag, finder.reading.headings) >= SHARED

    def _lacking(self, finder: Credits) -> float:
        near = finder.reading.bag | finder.reading.headings
        lacking = (term.weight * (1 - finder.inside(term, near)) for term in self.question.terms)
        return max(lacking, default=0.0) / self.question.weight


def _texts(passage: Passage, units: Sequence[Unit]) -> list[str]:
    """Each unit below its heading; one that leans, behind the unit that it leans on."""
    heading = passage["section"].split(" > ")[-1] or passage["title"]
    starts = [
        units[at - 1].start if unit.leans and at else unit.start for at, unit in enumerate(units)
    ]
    return [
        f"{heading}\n{passage['text'][start : unit.end]}"
        for start, unit in zip(starts, units, strict=True)
    ]


SHARED = 0.5  # of the question's weight


def grade(graded: Graded) -> Grades:
    """A verdict for each passage."""
    probabilities = [probability(fit) for fit in graded.fits]
    best = max(probabilities, default=0.0)
    relevant, reasons = [], []
    for fit, chance in zip(graded.fits, probabilities, strict=True):
        threshold = fitted()[fit.case]["threshold"]
        relevant.append(chance >= max(threshold, KEPT_BELOW_BEST * best))
        reasons.append(f"{fit.case}: {chance:.2f} likely to answer")
    return Grades(relevant, reasons)


def probability(fit: Fit) -> float:
    """That a passage helps to answer, from 0 to 1."""
    model = fitted()[fit.case]
    pairs = zip(FEATURES, fit.values, strict=True)
    logit = model["bias"] + sum(model[name] * value for name, value in pairs)
    return 1 / (1 + math.exp(-logit))


@cache
def fitted() -> Mapping[Case, Mapping[str, float]]:
    """The weights that come with this package, by case."""
    weights: Mapping[Case, Mapping[str, float]]
    weights = json.loads(files(__package__).joinpath("grader.json").read_text("utf-8"))
    return weights
