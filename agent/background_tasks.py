"""Background tasks, and how they are stopped."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

RETRY_SECONDS = 0.2  # after which tasks that have not ended are cancelled once more


async def stop(tasks: Iterable[asyncio.Task[None]]) -> None:
    """Cancel tasks until all have ended.

    Once is not enough: libraries lose a cancellation, for example while they connect.
    """
    left = set(tasks)
    while left:
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=RETRY_SECONDS)
