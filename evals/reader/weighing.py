"""How much the reader's scores count for ranking and grading, fitted to unseen questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agent.search.reader.pair_scores import Judge, Weights
from agent.settings import Settings
from evals.fit.fit_grader import REFUSED
from evals.fit.listwise import Listed
from evals.fit.listwise import fit as fit_lists
from evals.fit.logistic import Sample
from evals.fit.logistic import fit as fit_samples
from evals.reader.unseen import Array, Unseen, folds

FOLDS = 8
GRADED: int = Settings.model_fields["passages"].default
"""Passages of a search that the grader sees."""
NOTHING = Weights(0.0, 0.0)
COURSES = ("sample", "real", "written")  # whose answerable questions give the threshold

Sets = Mapping[str, list[Unseen]]


@dataclass(frozen=True)
class Ranking:
    """The amount added to the score of a candidate that was read."""

    weights: Weights

    def order(self, one: Unseen) -> NDArray[np.intp]:
        """The places of the candidates that were read, best first."""
        weights = np.array([self.weights.about, self.weights.answers])
        gained = one.ranking[: len(one.scores)] + one.scores @ weights
        return np.argsort(-gained, kind="stable")

    def rank(self, one: Unseen) -> int | None:
        """Of the first piece of evidence among the candidates; None where there is none."""
        read = len(one.scores)
        places = np.flatnonzero([*one.evidence[:read][self.order(one)], *one.evidence[read:]])
        return int(places[0]) + 1 if len(places) else None


def fit_ranking(sets: Sets) -> Ranking:
    """The weights that put the evidence first, in all sets alike."""
    lists = [
        Listed(
            np.hstack([one.ranking[: len(one.scores), None], one.scores]),
            one.evidence[: len(one.scores)],
            1 / len(found),
        )
        for found in sets.values()
        for one in found
        if one.asked.answerable and one.evidence[: len(one.scores)].any()
    ]
    own, *theirs = fit_lists(lists)
    return Ranking(Weights(*(round(float(max(weight, 0.0) / own), 3) for weight in theirs)))


def fit_judge(sets: Sets, ranking: Ranking) -> Judge:
    """The grader with the reader: of what courses answer, `REFUSED` is refused at the first
    search, each set of courses counting alike."""
    model = fit_samples(_samples(sets, ranking))
    own, *theirs = (round(float(weight), 4) for weight in model.weights)
    logits = [
        graded_out_of_fold(sets, name, ranking)[answerable(sets[name])]
        for name in COURSES
        if name in sets
    ]
    threshold = 1 / (1 + np.exp(-_refusing(logits)))
    read = np.vstack([one.scores for found in sets.values() for one in found])
    most = float((read @ np.array(theirs)).max()) + model.bias
    given = (round(value, 4) for value in (model.bias, float(threshold), most))
    return Judge(own, Weights(*theirs), *given)


def _refusing(logits: Sequence[Array]) -> float:
    """The logit below which the share `REFUSED` of several sets lies, each counting alike."""
    pooled = np.concatenate(logits)
    share = np.concatenate([np.full(len(each), 1 / len(each)) for each in logits])
    order = np.argsort(pooled)
    below = np.cumsum(share[order]) / len(logits)
    return float(pooled[order][np.searchsorted(below, REFUSED)])


def graded_out_of_fold(sets: Sets, name: str, ranking: Ranking) -> Array:
    """The logit of the best passage for each question of a set, with weights from the others."""
    logits = np.empty(len(sets[name]))
    for seen, held in folds(sets[name], FOLDS):
        others = {**sets, name: [sets[name][n] for n in seen]}
        model = fit_samples(_samples(others, ranking))
        for n in held:
            logits[n] = model.logits(_rows(sets[name][n], ranking)).max()
    return logits


def ranked_out_of_fold(sets: Sets, name: str) -> list[int | None]:
    """The rank of the evidence of each answerable question, with weights from the others."""
    ranks: dict[int, int | None] = {}
    for seen, held in folds(sets[name], FOLDS):
        ranking = fit_ranking({**sets, name: [sets[name][n] for n in seen]})
        ranks |= {n: ranking.rank(sets[name][n]) for n in held}
    return [ranks[n] for n, one in enumerate(sets[name]) if has_evidence(one)]


def graded_today(found: list[Unseen]) -> Array:
    """The grader's logit of the best passage of each question, without a reader."""
    return np.array([one.own[:GRADED].max() for one in found])


def answerable(found: list[Unseen]) -> NDArray[np.bool_]:
    """Which questions the materials answer."""
    return np.array([one.asked.answerable for one in found])


def has_evidence(one: Unseen) -> bool:
    """Whether it is answerable, and known where."""
    return one.asked.answerable and bool(one.asked.evidence)


def _samples(sets: Sets, ranking: Ranking) -> list[tuple[Sample, float]]:
    """All questions, with equal weights per set."""
    return [
        (Sample(_rows(one, ranking), one.asked.answerable, "", ""), 1 / len(found))
        for found in sets.values()
        for one in found
    ]


def _rows(one: Unseen, ranking: Ranking) -> Array:
    """The grader's logit and the reader's scores of each passage that is graded."""
    return np.hstack([one.own[:, None], one.scores])[ranking.order(one)[:GRADED]]
