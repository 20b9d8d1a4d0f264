"""nDCG@k: discounted cumulative gain over the best possible (Järvelin and Kekäläinen, TOIS 2002).

Binary gains, discounted by log2(rank + 1), as trec_eval's `ndcg_cut`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from evals.case_outcome import Outcome
from evals.figure import Measure, Metric
from evals.metrics.gains import gains

CUT = 5


def ndcg(found: Sequence[int], needed: int, cut: int) -> float:
    """`found`: 1 for a rank with one of the `needed` places; 0 to 1."""
    best = _dcg([1] * min(needed, cut))
    return _dcg(found[:cut]) / best if best else 0.0


def _dcg(found: Sequence[int]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(found, start=1))


def _values(outcome: Outcome) -> list[float]:
    return [ndcg(*gains(outcome), CUT)] if outcome.case.answerable else []


METRIC = Metric(
    [Measure(f"nDCG@{CUT}", _values, "score")],
    meanings={f"nDCG@{CUT}": "how close the order of the first five is to the best possible"},
)
