"""A line now and then on how far the training is."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from typing import Protocol

SECONDS = 20  # from one line to the next, at least


class _Number(Protocol):
    def item(self) -> float: ...


class Progress:
    """Prints the parts of the loss, as means of the last steps, and the time that is left."""

    def __init__(self, pairs: int) -> None:
        """`pairs` are to be seen in all."""
        self._pairs = pairs
        self._begun = self._said = self._compiled = time.monotonic()
        self._first: int | None = None
        self._sums = Counter[str]()
        self._steps = 0

    @property
    def seconds(self) -> float:
        """Since the beginning."""
        return time.monotonic() - self._begun

    def say(self, seen: int, parts: Mapping[str, _Number]) -> None:
        """After each step: so many pairs have been seen, and the step cost that. The first step,
        which compiles the network, has a line of its own."""
        if self._first is None:
            self._first, self._compiled = seen, time.monotonic()
        self._steps += 1
        self._sums.update({name: part.item() for name, part in parts.items()})
        if self._first == seen or time.monotonic() - self._said >= SECONDS:
            self._print(seen)
            self._sums.clear()
            self._steps, self._said = 0, time.monotonic()

    def _print(self, seen: int) -> None:
        said = ", ".join(f"{name} {value / self._steps:.3f}" for name, value in self._sums.items())
        rate = (seen - (self._first or 0)) / (time.monotonic() - self._compiled + 1e-6)
        left = f", {(self._pairs - seen) / rate / 60:.0f} min left" if rate else ""
        print(f"{seen:,} of {self._pairs:,} pairs{left}; loss: {said}", flush=True)
