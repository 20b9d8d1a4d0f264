"""Waiting for another process where it sends no signal that could be waited for."""

from __future__ import annotations

import time
from collections.abc import Callable

PAUSE = 0.05  # seconds between two checks; without a pause they would take the other's core


def until(condition: Callable[[], bool], seconds: float, why: Callable[[], str] = str) -> None:
    """Return once it holds; fails with `why` where it does not within `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, why()
        time.sleep(PAUSE)
