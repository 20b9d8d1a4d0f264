"""How well scores separate pairs: area under the curve, balanced accuracy, right one first."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]
Flags = NDArray[np.bool_]


def area(scores: Scores, right: Flags) -> float:
    """Chance that a right pair has a higher score than a wrong one; ties count half."""
    order = np.argsort(scores, kind="stable")
    _, inverse, counts = np.unique(scores[order], return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    ranks = (ends - (counts - 1) / 2)[inverse]
    positive = right[order]
    number, others = int(positive.sum()), int((~positive).sum())
    if not number or not others:
        return float("nan")
    return float((ranks[positive].sum() - number * (number + 1) / 2) / (number * others))


def balanced(scores: Scores, right: Flags) -> float:
    """The best mean of both shares right, over all thresholds."""
    order = np.argsort(-scores, kind="stable")
    found = np.cumsum(right[order]) / max(right.sum(), 1)
    wrong = np.cumsum(~right[order]) / max((~right).sum(), 1)
    return float(((found + 1 - wrong) / 2).max(initial=0.5))


def first(scores: Scores, right: Flags, asked: NDArray[np.int32]) -> float:
    """Share of the questions with a right and a wrong pair whose right one has the top score."""
    hits = [
        right[group][np.argmax(scores[group])]
        for number in np.unique(asked)
        if right[group := np.flatnonzero(asked == number)].any() and not right[group].all()
    ]
    return float(np.mean(hits)) if hits else float("nan")
