"""recall@k: the share of the needed places that the first k passages show."""

from __future__ import annotations

from collections.abc import Sequence

from evals.case_outcome import Outcome
from evals.figure import Measure, Metric
from evals.metrics.gains import gains

CUTS = (5, 8)


def recall(found: Sequence[int], needed: int, cut: int) -> float:
    """`found`: 1 for a rank with one of the `needed` places; 0 to 1."""
    return sum(found[:cut]) / needed if needed else 0.0


def _measure(cut: int) -> Measure:
    def values(outcome: Outcome) -> list[float]:
        return [recall(*gains(outcome), cut)] if outcome.case.answerable else []

    return Measure(f"recall@{cut}", values, "share")


METRIC = Metric(
    [_measure(cut) for cut in CUTS],
    meanings={f"recall@{cut}": f"of the places needed, found in the first {cut}" for cut in CUTS},
)
