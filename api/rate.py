"""How often one user may call."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from agent.errors import TooManyRequests

MINUTE = 60.0


class Rate:
    """So many calls a minute for each user, as many at once; a bucket that fills up again."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._buckets: dict[str, tuple[float, float]] = {}  # user -> calls left, then

    def count(self, user: str) -> None:
        """One call more; raises `TooManyRequests`."""
        now = self._clock()
        left, then = self._buckets.get(user, (float(self._per_minute), now))
        left = min(self._per_minute, left + (now - then) * self._per_minute / MINUTE)
        if left < 1:
            seconds = max(1, math.ceil((1 - left) * MINUTE / self._per_minute))
            raise TooManyRequests(
                f"More than {self._per_minute} calls in a minute.",
                f"Try again in {seconds} seconds.",
                retry_after=seconds,
            )
        self._buckets[user] = (left - 1, now)
