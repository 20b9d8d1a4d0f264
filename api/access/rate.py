"""The rate limit per user: a token bucket."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from agent.errors import TooManyRequests
from agent.turns.peers import Buckets

MINUTE = 60.0


class Rate:
    """`per_minute` calls per user and minute, which may be used all at once."""

    def __init__(
        self,
        per_minute: int,
        clock: Callable[[], float] = time.monotonic,
        shared: Buckets | None = None,
    ) -> None:
        """`shared`: buckets of all processes; while they are unreachable each uses its own."""
        self._per_minute = per_minute
        self._clock = clock
        self._shared = shared
        self._buckets: dict[str, tuple[float, float]] = {}  # user -> calls left, time

    async def count(self, user: str) -> None:
        """Count a call; raises `TooManyRequests`."""
        wait = await self._shared.wait(user, self._per_minute) if self._shared else None
        if wait is None:
            wait = self._own(user)
        if wait:
            seconds = max(1, math.ceil(wait))
            raise TooManyRequests(
                f"More than {self._per_minute} calls per minute.",
                f"Try again in {seconds} seconds.",
                retry_after=seconds,
            )

    def _own(self, user: str) -> float:
        now = self._clock()
        left, then = self._buckets.get(user, (float(self._per_minute), now))
        left = min(self._per_minute, left + (now - then) * self._per_minute / MINUTE)
        if left < 1:
            return (1 - left) * MINUTE / self._per_minute
        self._buckets[user] = (left - 1, now)
        return 0.0
