"""Right and complete: answered with all key facts and nothing forbidden."""

from __future__ import annotations

from evals.case_outcome import Outcome
from evals.figure import Measure, Metric
from evals.metrics.verdict import verdict

RIGHT = "right and complete"


def _right(outcome: Outcome) -> list[float]:
    if outcome.case.wanted != "answer":
        return []
    return [float(verdict(outcome) == "right")]


METRIC = Metric(
    [Measure(RIGHT, _right)],
    meanings={RIGHT: "of questions to answer, those with all key facts and nothing forbidden"},
)
