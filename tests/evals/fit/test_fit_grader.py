"""Fitting the extractive grader."""

from __future__ import annotations

import numpy as np

from agent.reasoners.extractive.features import FEATURES
from agent.reasoners.extractive.grader import fitted
from evals.fit.fit_grader import balanced_accuracy, threshold_for
from evals.fit.logistic import Sample, fit


def samples(number: int = 60) -> list[Sample]:
    """Questions with three passages each; an answerable one has one with a high first feature."""
    random = np.random.default_rng(7)
    found = []
    for at in range(number):
        rows = random.uniform(0, 0.5, (3, 2))
        if at % 2:
            rows[random.integers(3), 0] += 0.5
        found.append(Sample(rows, bool(at % 2), str(at), "any"))
    return found


def test_the_best_passage_decides() -> None:
    found = samples()
    model = fit([(sample, 1.0) for sample in found])
    kept = np.array([model.logits(sample.rows).max() >= 0 for sample in found])
    assert balanced_accuracy(found, kept) > 0.95
    assert model.weights[0] > abs(model.weights[1])


def test_fitting_twice_gives_the_same() -> None:
    weighted = [(sample, 1.0) for sample in samples()]
    assert np.array_equal(fit(weighted).weights, fit(weighted).weights)


def test_the_threshold_spares_most_answerable_questions() -> None:
    logits = np.linspace(-1, 1, 101)
    assert 0.92 <= (logits >= threshold_for(logits)).mean() <= 0.95


def test_the_coefficients_that_ship_belong_to_the_features() -> None:
    assert set(fitted().weights) == set(FEATURES)
    assert 0 < fitted().threshold < 1
