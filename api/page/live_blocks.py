"""The events of a run for the page: blocks of HTML instead of tokens."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated

from fastapi import Query

from agent.turns.run import Told
from api.page.live_markdown import Changed, LiveMarkdown
from api.sse import frame, json_of

EVERY = 0.06  # seconds between renderings, while they are quick and short
BYTES = 150_000  # per second at most, for a growing block that is sent repeatedly
SHARE = 8  # a stream pauses this many times as long as it renders
LONG = 4_000  # characters from which rendering moves to a thread

AsHtml = Annotated[
    bool,
    Query(description="for the page: events `block` {at, html, of} instead of `token`"),
]


async def html_frames(
    run_id: str, events: AsyncGenerator[list[Told]], after: int
) -> AsyncGenerator[bytes]:
    """All blocks, and the other events after number `after`.

    A `block` event replaces the block at its place, so repeating it is harmless, and a client that
    reconnects gets all of them. Fast tokens are rendered together.
    """
    writing = _Writing()
    async with aclosing(events):
        coming = asyncio.ensure_future(anext(events, None))
        try:
            while True:
                await asyncio.wait({coming}, timeout=writing.wait())
                if not coming.done():
                    for changed in await writing.render():
                        yield _block(run_id, writing.number, changed)
                    continue
                new = coming.result()
                if new is None:
                    return
                coming = asyncio.ensure_future(anext(events, None))
                for told in new:
                    if told.name == "token":
                        writing.add(told)
                        continue
                    for changed in await writing.settle(told):
                        yield _block(run_id, told.number, changed)
                    if told.number > after:
                        yield frame(told.name, f"{run_id}:{told.number}", told.json)
        finally:
            coming.cancel()
            await asyncio.wait({coming})


class _Writing:
    """The text so far, and when it is to be rendered next."""

    def __init__(self) -> None:
        self.number = 0  # of the last token
        self._text = ""
        self._live = LiveMarkdown()
        self._owed = False
        self._next = 0.0

    def add(self, told: Told) -> None:
        self._text += told.data["text"]
        self.number = told.number
        self._owed = True

    def wait(self) -> float | None:
        """Seconds until the next rendering; None: not before the next event."""
        return max(0.0, self._next - time.monotonic()) if self._owed else None

    async def render(self) -> list[Changed]:
        began = time.monotonic()
        if len(self._text) > LONG:
            changed = await asyncio.to_thread(self._live.grown, self._text)
        else:
            changed = self._live.grown(self._text)
        took = time.monotonic() - began
        size = sum(len(block["html"]) for block in changed)
        self._next = time.monotonic() + max(EVERY, SHARE * took, size / BYTES)
        self._owed = False
        return changed

    async def settle(self, told: Told) -> list[Changed]:
        """The changes to send before another event: the text so far, or the final answer."""
        if told.name == "done":
            self._owed = False
            return await asyncio.to_thread(self._live.whole, told.data["answer"])
        return await self.render() if self._owed else []


def _block(run_id: str, number: int, changed: Changed) -> bytes:
    return frame("block", f"{run_id}:{number}", json_of(changed))
