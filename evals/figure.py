"""What a metric gives: named figures, and what was wrong with single outcomes."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from evals.outcome import Outcome

Unit = Literal["share", "score", "ms", "count", "mean"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One number; `value` is None where there was nothing to measure."""

    name: str
    value: float | None
    of: int  # cases, citations, steps ... behind the value
    unit: Unit = "share"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with one outcome, in plain words."""

    label: str  # the same for all problems of its sort
    gravity: int  # 0 is the gravest
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.label}: {self.detail}" if self.detail else self.label


@dataclass(frozen=True, slots=True)
class Metric:
    """Figures of any set of outcomes, and the problems of one."""

    measure: Callable[[Sequence[Outcome]], list[Figure]]
    problems: Callable[[Outcome], list[Problem]]


def share(name: str, flags: Sequence[bool]) -> Figure:
    """The share of true flags, 0 to 1."""
    return Figure(name, sum(flags) / len(flags) if flags else None, len(flags))


def mean(name: str, values: Sequence[float], unit: Unit) -> Figure:
    """The arithmetic mean."""
    return Figure(name, sum(values) / len(values) if values else None, len(values), unit)


def percentile(name: str, values: Sequence[float], percent: int) -> Figure:
    """The nearest-rank percentile: the least value that `percent` in 100 do not exceed."""
    at = math.ceil(len(values) * percent / 100) - 1
    return Figure(name, sorted(values)[max(at, 0)] if values else None, len(values), "ms")
