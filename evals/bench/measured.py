"""A figure of the bench."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure; `bar` is what it must be, at least or at most.

    `reference` is what it is held beside where nothing has to be reached: a floor that was measured
    in the same run, or a published figure; `against` says which.
    """

    name: str
    value: float
    unit: str = ""
    bar: float | None = None
    at_least: bool = False
    about: str = ""  # the figures that it was computed from
    reference: float | None = None
    against: str = ""

    @property
    def holds(self) -> bool | None:
        """Whether the bar is held; None where there is none."""
        if self.bar is None:
            return None
        return self.value >= self.bar if self.at_least else self.value <= self.bar

    @property
    def ratio(self) -> float | None:
        """The figure over what it is held against: the reference, else the bar."""
        other = self.bar if self.reference is None else self.reference
        return self.value / other if other else None

    @property
    def is_ratio(self) -> bool:
        """Whether it is itself one thing over another, which no machine's speed changes much."""
        return not self.unit and " / " in self.name
