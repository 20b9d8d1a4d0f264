"""Confidence: bootstrap intervals, and differences of two runs on the same cases.

Percentile bootstrap over cases (Efron and Tibshirani, "An Introduction to the Bootstrap", 1993,
chapters 13 and 16), so that the citations of an answer stay together. If all values are equal,
resampling has no spread, and a share gets the Wilson score interval (Wilson, 1927).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from evals.figure import Figure, Measure, Values

RESAMPLES = 2_000
FLIPS = 5_000
LEVEL = 0.95
_Z = 1.959963984540054  # of LEVEL

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure of two runs over their common cases.

    `delta` is the mean of the differences by case (for a p50 the median), with its interval; `p` is
    that of a sign-flipping permutation test.
    """

    name: str
    before: float | None
    after: float | None
    delta: float
    low: float
    high: float
    p: float
    of: int

    @property
    def sure(self) -> bool:
        """Whether the interval excludes 0."""
        return self.low > 0 or self.high < 0


def with_interval(measure: Measure, sample: Sequence[Values], seed: int) -> Figure:
    """The figure of the outcomes' values, with its interval."""
    figure = measure.summed(sample)
    some = [values for values in sample if values]
    if figure.value is None or measure.unit == "count" or len(some) < 2:
        return figure
    rng = np.random.default_rng(seed)
    if measure.percent is not None:
        every = np.sort(np.concatenate([np.asarray(values, dtype=float) for values in some]))
        at = max(math.ceil(len(every) * measure.percent / 100) - 1, 0)
        drawn = np.sort(rng.integers(len(every), size=(RESAMPLES, len(every))), axis=1)
        return _between(figure, every[drawn[:, at]])
    if figure.unit == "share" and len({value for values in some for value in values}) == 1:
        low, high = wilson(figure.value, len(some))
        return replace(figure, low=low, high=high)
    sums = np.array([sum(values) for values in some], dtype=float)
    counts = np.array([len(values) for values in some], dtype=float)
    at_ = rng.integers(len(some), size=(RESAMPLES, len(some)))
    return _between(figure, sums[at_].sum(axis=1) / counts[at_].sum(axis=1))


def wilson(share: float, of: int) -> tuple[float, float]:
    """The score interval of a share."""
    middle = (share + _Z**2 / (2 * of)) / (1 + _Z**2 / of)
    half = _Z / (1 + _Z**2 / of) * math.sqrt(share * (1 - share) / of + _Z**2 / (4 * of**2))
    return max(0.0, middle - half), min(1.0, middle + half)


def paired(
    measure: Measure, before: Mapping[str, Values], after: Mapping[str, Values], seed: int
) -> Difference | None:
    """The difference of a figure; None if no case has it in both runs."""
    ids = [id_ for id_ in before if before[id_] and after.get(id_)]
    if not ids or measure.percent not in (None, 50):
        return None
    middle = np.median if measure.percent else np.mean
    deltas = np.array([float(np.mean(after[id_]) - np.mean(before[id_])) for id_ in ids])
    rng = np.random.default_rng(seed)
    drawn = middle(deltas[rng.integers(len(ids), size=(RESAMPLES, len(ids)))], axis=1)
    low, high = _ends(drawn)
    delta = float(middle(deltas))
    flips = middle(deltas * rng.choice((-1.0, 1.0), size=(FLIPS, len(ids))), axis=1)
    p = (1 + int((np.abs(flips) >= abs(delta) - 1e-12).sum())) / (FLIPS + 1)
    return Difference(
        measure.name,
        measure.summed([before[id_] for id_ in ids]).value,
        measure.summed([after[id_] for id_ in ids]).value,
        delta,
        low,
        high,
        min(p, 1.0),
        len(ids),
    )


def _between(figure: Figure, drawn: Array) -> Figure:
    low, high = _ends(drawn)
    return replace(figure, low=low, high=high)


def _ends(drawn: Array) -> tuple[float, float]:
    tail = 100 * (1 - LEVEL) / 2
    low, high = np.percentile(drawn, [tail, 100 - tail])
    return float(low), float(high)
