"""A figure of the bench."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure; `bar` is what it must be, at least or at most."""

    name: str
    value: float
    unit: str = ""
    bar: float | None = None
    at_least: bool = False
    about: str = ""  # the figures that it was computed from

    @property
    def holds(self) -> bool | None:
        """Whether the bar is held; None where there is none."""
        if self.bar is None:
            return None
        return self.value >= self.bar if self.at_least else self.value <= self.bar
