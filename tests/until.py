"""Waiting for what another process does, where nothing tells of it."""

from __future__ import annotations

import time
from collections.abc import Callable

PAUSE = 0.05  # seconds between two looks, which cost the other process time, too


def until(condition: Callable[[], bool], seconds: float, why: Callable[[], str] = str) -> None:
    """Return once it holds; fails with `why` where it does not within `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, why()
        time.sleep(PAUSE)
