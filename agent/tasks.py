"""Tasks that go on in the background, and their end."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

AGAIN = 0.2  # seconds after which those that have not ended are cancelled once more


async def stop(tasks: Iterable[asyncio.Task[None]]) -> None:
    """Cancel them until they have ended: libraries lose a cancellation, while they connect say."""
    left = set(tasks)
    while left:
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=AGAIN)
