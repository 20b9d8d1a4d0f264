"""The reader's scores of a question and a passage, and their weights."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from math import exp
from pathlib import Path
from typing import Any, NamedTuple


class PairScores(NamedTuple):
    """The reader's scores of a question and a passage; the first three are logits."""

    about: float  # the question is about this passage
    answers: float  # the passage answers the question
    here: float  # the best span for an answer, above "not here"
    start: int  # of that span, in the passage's text
    end: int
    tokens: tuple[tuple[int, int, float], ...] = ()
    """Start and end of each token that was read, and the logit of its standing in the sentence of
    the answer."""

    def moved(self, by: int) -> PairScores:
        """The same for a text with so many characters before it."""
        tokens = tuple((start + by, end + by, logit) for start, end, logit in self.tokens)
        return self._replace(start=self.start + by, end=self.end + by, tokens=tokens)

    def in_answer(self, start: int, end: int) -> float:
        """Share of the best span between two places of the text; 0 if "not here" is likelier."""
        if self.here <= 0 or self.start == self.end:
            return 0.0
        return max(0, min(end, self.end) - max(start, self.start)) / (self.end - self.start)

    def in_sentence(self, start: int, end: int) -> float:
        """Mean probability of the tokens between two places to stand in the sentence of the
        answer; 0 if none was read."""
        logits = [logit for first, last, logit in self.tokens if start <= first and last <= end]
        return sum(1 / (1 + exp(-logit)) for logit in logits) / max(len(logits), 1)


@dataclass(frozen=True, slots=True)
class Weights:
    """A weight for each score of a pair."""

    about: float
    answers: float

    def of(self, scores: PairScores) -> float:
        """The weighted sum."""
        return self.about * scores.about + self.answers * scores.answers


@dataclass(frozen=True, slots=True)
class Judge:
    """The logit of the probability that a passage helps to answer: the grader's own, weighted,
    and the reader's."""

    own: float  # weight of the grader's own logit
    reader: Weights
    bias: float
    threshold: float  # a probability
    most: float  # that reading adds to a logit, bias included; more was not seen

    def logit(self, own: float, scores: PairScores | None) -> float:
        """The logit for a passage; the highest possible one if it was not read."""
        gain = self.most if scores is None else self.reader.of(scores) + self.bias
        return self.own * own + gain

    def undecided(self, own: float) -> bool:
        """Whether a passage must be read to know if it helps: without that it may be enough."""
        return 1 / (1 + exp(-self.logit(own, None))) >= self.threshold


@dataclass(frozen=True, slots=True)
class Fitted:
    """How much a reader's scores count, as evals/reader has fitted it."""

    sha256: str  # of the reader's file
    ranking: Weights  # added to the score of agent/search/ranking.py
    grading: Judge


def read_fitted(file: Path) -> Fitted:
    """Read reader.json; raises `OSError`, `ValueError`, `KeyError` or `TypeError`."""
    found: Mapping[str, Any] = json.loads(file.read_text("utf-8"))
    grading = found["grading"]
    return Fitted(
        sha256=found["sha256"],
        ranking=Weights(**found["ranking"]),
        grading=Judge(**grading | {"reader": Weights(**grading["reader"])}),
    )
