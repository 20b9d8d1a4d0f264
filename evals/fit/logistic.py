"""Logistic regression in numpy over questions with many passages, of which the best decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

RIDGE = 3.0  # on coefficients of standardised features; chosen out of fold among 0.5, 3, 10, 30
ROUNDS = 6  # of choosing each question's best passage
STEPS = 30  # of Newton's method at most


@dataclass(frozen=True, slots=True)
class Sample:
    """A question: one row of features per passage."""

    rows: Array
    answerable: bool
    group: str
    kind: str


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of the raw features, and a bias."""

    weights: Array
    bias: float

    def logits(self, rows: Array) -> Array:
        """One logit per row."""
        return np.asarray(rows @ self.weights + self.bias)


def fit(weighted: Sequence[tuple[Sample, float]]) -> Model:
    """Fit to the passages that the model itself ranks first, with equal weights of both classes.

    Deterministic: initially the first feature ranks the passages.
    """
    rows = np.vstack([sample.rows for sample, _ in weighted])
    mean, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    answers = np.array([sample.answerable for sample, _ in weighted], dtype=float)
    theta = np.zeros(rows.shape[1] + 1)
    theta[0] = 1.0
    for _ in range(ROUNDS):
        best = np.array([_best((sample.rows - mean) / scale, theta) for sample, _ in weighted])
        theta = _newton(best, answers, _shares(answers, weighted), theta)
    weights = theta[:-1] / scale
    return Model(weights, float(theta[-1] - weights @ mean))


def _best(rows: Array, theta: Array) -> Array:
    row = rows[int(np.argmax(rows @ theta[:-1]))]
    return np.append(row, 1.0)


def _shares(answers: Array, weighted: Sequence[tuple[Sample, float]]) -> Array:
    """Weights with a sum of the number of samples, half of it for each class."""
    weights = np.array([weight for _, weight in weighted])
    for value in (0.0, 1.0):
        weights[answers == value] /= weights[answers == value].sum()
    return np.asarray(weights * len(weights) / 2)


def _newton(rows: Array, answers: Array, weights: Array, theta: Array) -> Array:
    """Minimise the weighted log loss with a ridge on all but the bias; steps halve if too long."""
    ridge = np.diag([*[RIDGE] * (rows.shape[1] - 1), 1e-6])

    def loss(at: Array) -> float:
        logits = rows @ at
        fit_ = weights * (np.logaddexp(0, logits) - answers * logits)
        return float(fit_.sum() + at @ ridge @ at / 2)

    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-(rows @ theta)))
        slope = rows.T @ (weights * (chance - answers)) + ridge @ theta
        curve = (rows * (weights * chance * (1 - chance))[:, None]).T @ rows + ridge
        step = np.linalg.solve(curve, slope)
        while loss(theta - step) > loss(theta) and np.abs(step).max() > 1e-9:
            step /= 2
        theta = theta - step
        if np.abs(step).max() < 1e-6:
            break
    return theta
