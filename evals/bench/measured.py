"""One figure of a benchmark."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure and its limit: `bar` is a minimum if `at_least`, else a maximum.

    `reference` is a figure to compare with, without a limit: a floor measured in the same run or a
    published result; `against` names it.
    """

    name: str
    value: float
    unit: str = ""
    bar: float | None = None
    at_least: bool = False
    about: str = ""  # the figures it was computed from
    reference: float | None = None
    against: str = ""

    @property
    def holds(self) -> bool | None:
        """Whether the bar is met; None without a bar."""
        if self.bar is None:
            return None
        return self.value >= self.bar if self.at_least else self.value <= self.bar

    @property
    def ratio(self) -> float | None:
        """The figure divided by the reference, else by the bar."""
        other = self.bar if self.reference is None else self.reference
        return self.value / other if other else None

    @property
    def is_ratio(self) -> bool:
        """Whether the figure itself is a ratio of two measurements of the same machine."""
        return not self.unit and " / " in self.name
