"""A line now and then on how far the training is."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from typing import Protocol

STEPS = 50  # from one line to the next


class _Number(Protocol):
    def item(self) -> float: ...


class Progress:
    """Prints the parts of the loss, as means of the last steps, and the time that is left."""

    def __init__(self, pairs: int) -> None:
        """`pairs` are to be seen in all."""
        self._pairs = pairs
        self._begun = time.monotonic()
        self._first: int | None = None
        self._sums = Counter[str]()
        self._steps = 0

    @property
    def seconds(self) -> float:
        """Since the beginning."""
        return time.monotonic() - self._begun

    def say(self, seen: int, parts: Mapping[str, _Number]) -> None:
        """After each step: so many pairs have been seen, and the step cost that."""
        self._first = seen if self._first is None else self._first
        self._steps += 1
        self._sums.update({name: part.item() for name, part in parts.items()})
        if self._steps % STEPS == 0:
            said = ", ".join(f"{name} {value / STEPS:.3f}" for name, value in self._sums.items())
            rate = (seen - self._first) / self.seconds
            left = (self._pairs - seen) / max(rate, 1e-6) / 60
            print(
                f"{seen:,} of {self._pairs:,} pairs, {left:.0f} min left; loss: {said}", flush=True
            )
            self._sums.clear()
