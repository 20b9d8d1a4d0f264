"""Fitting the order of search results."""

from __future__ import annotations

import numpy as np

from evals.fit.listwise import Listed, fit
from evals.fit.logistic import Array


def lists(number: int = 40) -> list[Listed]:
    """Questions with five candidates each; the evidence has a high first feature."""
    random = np.random.default_rng(3)
    found = []
    for at in range(number):
        rows = random.uniform(0, 1, (5, 2))
        rows[at % 5, 0] += 0.8
        found.append(Listed(rows, np.arange(5) == at % 5, 1.0))
    return found


def first(listed: Listed, weights: Array) -> int:
    return int(np.argmax(listed.rows @ weights))


def test_the_evidence_comes_first() -> None:
    found = lists()
    weights = fit(found)
    assert weights[0] > 5 * abs(weights[1])
    assert np.mean([listed.evidence[first(listed, weights)] for listed in found]) > 0.9


def test_fitting_twice_gives_the_same_and_scale_does_not_matter() -> None:
    found = lists()
    assert np.array_equal(fit(found), fit(found))
    scaled = [listed._replace(rows=listed.rows * [10.0, 1.0]) for listed in found]
    assert np.allclose(fit(scaled) * [10.0, 1.0], fit(found), atol=1e-4)


def test_questions_without_evidence_teach_nothing() -> None:
    found = lists()
    none = Listed(np.eye(5, 2), np.zeros(5, dtype=bool), 1.0)
    assert np.allclose(fit([*found, none]), fit(found))
