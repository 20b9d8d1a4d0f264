"""The output of metrics: named figures, and problems of single outcomes.

A `Measure` gives the values of one outcome; a figure is the mean, sum or percentile of all values.
So every figure can be resampled by case, and compared case by case between two runs.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from evals.case_outcome import Outcome

Unit = Literal["share", "score", "ms", "count", "mean", "words"]
Better = Literal["higher", "lower"]
Values = Sequence[float]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number; `value` is None if there was nothing to measure."""

    name: str
    value: float | None
    of: int  # cases, citations, steps ... behind the value
    unit: Unit = "share"
    better: Better = "higher"
    low: float | None = None  # of the 95% confidence interval, if computed
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """The definition of a figure. `values`: of one outcome; empty if it does not apply.

    The figure is the mean of all values, for a "count" their sum, and with `percent` the
    nearest-rank percentile: the smallest value that `percent` in 100 do not exceed.
    """

    name: str
    values: Callable[[Outcome], Values]
    unit: Unit = "share"
    better: Better = "higher"
    percent: int | None = None

    def figure(self, outcomes: Sequence[Outcome]) -> Figure:
        """The figure of these outcomes, without an interval."""
        return self.summed([self.values(outcome) for outcome in outcomes])

    def summed(self, sample: Sequence[Values]) -> Figure:
        """The figure of the outcomes' values."""
        values = [value for some in sample for value in some]
        return Figure(self.name, self._value(values), len(values), self.unit, self.better)

    def _value(self, values: Values) -> float | None:
        if self.unit == "count":
            return float(sum(values))
        if not values:
            return None
        if self.percent is None:
            return sum(values) / len(values)
        return sorted(values)[max(math.ceil(len(values) * self.percent / 100) - 1, 0)]


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem of an outcome, in plain words."""

    label: str  # the same for all problems of its kind
    gravity: int  # 0 is the gravest
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.label}: {self.detail}" if self.detail else self.label


def none_wrong(outcome: Outcome) -> list[Problem]:
    """No problems: for metrics without a limit."""
    return []


@dataclass(frozen=True, slots=True)
class Metric:
    """Related measures, and the problems of an outcome.

    `meanings` explains each measure to readers who are not experts, by its name.
    """

    measures: Sequence[Measure]
    problems: Callable[[Outcome], list[Problem]] = none_wrong
    meanings: Mapping[str, str] | None = None

    def measure(self, outcomes: Sequence[Outcome]) -> list[Figure]:
        """The figures of any set of outcomes."""
        return [measure.figure(outcomes) for measure in self.measures]


def share(name: str, flags: Sequence[bool]) -> Figure:
    """The share of true flags, 0 to 1."""
    return Figure(name, sum(flags) / len(flags) if flags else None, len(flags))


def mean(name: str, values: Sequence[float], unit: Unit) -> Figure:
    """The arithmetic mean."""
    return Figure(name, sum(values) / len(values) if values else None, len(values), unit)
