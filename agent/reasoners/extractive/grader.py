"""The grader: a logistic model over the features of a passage; fitted by evals/fit."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from agent.reasoners.extractive.features import FEATURES, Fit
from agent.search.reader.pair_scores import Judge, PairScores

KEPT_BELOW_BEST = 0.5  # of the best probability; passages under it add little
BESIDE = 0.7  # logit for a passage beside the last quotes; 0 to 1.2 do alike (evals/LOG.md)
FAR = 0.2  # cosine under which a passage is not on the question's topic ...
FAR_ANSWERS = 0.0  # ... unless the reader's "answers" is above this logit (evals/LOG.md)
FARTHEST = 0.05  # cosine under which no passage is read
_DENSE = FEATURES.index("dense")


@dataclass(frozen=True, slots=True)
class Grader:
    """Turns features into the probability that a passage helps to answer."""

    weights: Mapping[str, float]  # by feature; 0 for those not listed
    bias: float
    threshold: float

    def logit(self, fit: Fit) -> float:
        """Of the probability that the passage helps to answer."""
        pairs = zip(FEATURES, fit.values, strict=True)
        own = sum(self.weights.get(name, 0.0) * value for name, value in pairs)
        return self.bias + own + BESIDE * fit.beside

    def judged(
        self,
        fits: Sequence[Fit],
        judge: Judge | None = None,
        read: Sequence[PairScores | None] = (),
    ) -> tuple[list[float], list[bool]]:
        """The probability of each passage, and whether to keep it: above the threshold and not far
        below the best. With `judge`, what a reader says of each passage counts too; None for those
        that are not worth reading."""
        logits, threshold = [self.logit(fit) for fit in fits], self.threshold
        if judge:
            logits = [judge.logit(own, pair) for own, pair in zip(logits, read, strict=True)]
            threshold = judge.threshold
        probabilities = [1 / (1 + math.exp(-logit)) for logit in logits]
        if judge:  # what is far from the topic helps nobody, and says nothing about the others
            far = (_off_topic(fit, pair) for fit, pair in zip(fits, read, strict=True))
            probabilities = [0.0 if off else p for p, off in zip(probabilities, far, strict=True)]
        floor = max(threshold, max(probabilities, default=0.0) * KEPT_BELOW_BEST)
        return probabilities, [probability >= floor for probability in probabilities]


def worth_reading(fit: Fit) -> bool:
    """Whether a reader could make a passage relevant at all."""
    return fit.values[_DENSE] >= FARTHEST


def _off_topic(fit: Fit, pair: PairScores | None) -> bool:
    """Whether only words that happen to be the same connect question and passage: "how do I get
    fit" and coins that fit into an amount."""
    return fit.values[_DENSE] < FAR and (pair is None or pair.answers <= FAR_ANSWERS)


@cache
def fitted() -> Grader:
    """The grader with the coefficients that come with this package."""
    return Grader(**json.loads(files(__package__).joinpath("grader.json").read_text("utf-8")))


def reason(fit: Fit, probability: float, relevant: bool) -> str:
    """The verdict in a few words."""
    named = ", ".join(f"'{stem}'" for stem in fit.covered[:3])
    lacking = ", ".join(f"'{stem}'" for stem in fit.missing[:2])
    parts = [f"covers {named}" if named else "shares no term with the question"]
    if lacking and not relevant:
        parts.append(f"nothing about {lacking}")
    return f"{'; '.join(parts)}; {probability:.2f} likely to answer"
