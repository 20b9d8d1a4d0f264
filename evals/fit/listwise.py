"""Weights that put the evidence first: a softmax over the candidates of each question, in numpy.

ListNet with the evidence as target: Cao and others, "Learning to Rank: From Pairwise Approach to
Listwise Approach", ICML 2007.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

RIDGE = 3.0  # on weights of standardised features; 1, 3 and 10 do alike out of fold
STEPS = 60


class Listed(NamedTuple):
    """The candidates of one question."""

    rows: Array  # features, a row each
    evidence: NDArray[np.bool_]
    weight: float


def fit(lists: Sequence[Listed]) -> Array:
    """The weight of each feature; questions without evidence or other passages are ignored."""
    useful = [one for one in lists if one.evidence.any() and not one.evidence.all()]
    scale = np.vstack([one.rows - one.rows.mean(axis=0) for one in useful]).std(axis=0) + 1e-9
    total = sum(one.weight for one in useful) / len(useful)
    scaled = [Listed(one.rows / scale, one.evidence, one.weight / total) for one in useful]
    theta = np.zeros(useful[0].rows.shape[1])
    for _ in range(STEPS):
        slope, curve = RIDGE * theta, RIDGE * np.eye(len(theta))
        for rows, evidence, weight in scaled:
            chance = _softmax(rows @ theta)
            mean = chance @ rows
            slope += weight * (mean - _softmax((rows @ theta)[evidence]) @ rows[evidence])
            curve += weight * ((rows - mean).T * chance) @ (rows - mean)
        step = np.linalg.solve(curve, slope)  # curvature is an upper bound: no overshoot
        theta -= step
        if np.abs(step).max() < 1e-6:
            break
    return np.asarray(theta / scale)


def _softmax(logits: Array) -> Array:
    powers = np.exp(logits - logits.max())
    return np.asarray(powers / powers.sum())
