"""Partial: answered with some of the key facts, and nothing forbidden."""

from __future__ import annotations

from evals.case_outcome import Outcome
from evals.figure import Measure, Metric
from evals.metrics.verdict import verdict

PARTIAL = "partial"


def _partial(outcome: Outcome) -> list[float]:
    if outcome.case.wanted != "answer":
        return []
    return [float(verdict(outcome) == "partial")]


METRIC = Metric(
    [Measure(PARTIAL, _partial, better="lower")],
    meanings={PARTIAL: "of questions to answer, those answered with some of the key facts only"},
)
