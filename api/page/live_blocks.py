"""The events of a run for the page: blocks of HTML instead of tokens."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated

from fastapi import Query

from agent.turns.run import Run
from agent.turns.run_event import RunEvent, encode, sse_frame
from api.page.live_markdown import Changed, LiveMarkdown
from api.page.source_line import with_line, with_lines

EVERY = 0.06  # seconds between renderings, while they are quick and short
BYTES = 150_000  # per second at most, for a growing block that is sent repeatedly
SHARE = 8  # a stream pauses this many times as long as it renders
LONG = 4_000  # characters from which rendering moves to a thread

AsHtml = Annotated[
    bool,
    Query(description="for the page: events `block` {at, html, of} instead of `token`"),
]


async def html_frames(
    run: Run, events: AsyncGenerator[list[RunEvent]], after: int
) -> AsyncGenerator[bytes]:
    """All blocks of a run, and its other events after number `after`.

    A `block` event replaces the block at its place, so repeating it is harmless, and a client that
    reconnects gets all of them. Fast tokens are rendered together.
    """
    writing = _Writing(run)
    async with aclosing(events):
        coming = asyncio.ensure_future(anext(events, None))
        try:
            while True:
                await asyncio.wait({coming}, timeout=writing.wait())
                if not coming.done():
                    for changed in await writing.render():
                        yield _block(run.id, writing.number, changed)
                    continue
                new = coming.result()
                if new is None:
                    return
                coming = asyncio.ensure_future(anext(events, None))
                for event in new:
                    if event.name == "token":
                        writing.grow(event.number)
                        continue
                    for changed in await writing.settle(event):
                        yield _block(run.id, event.number, changed)
                    if event.number > after:
                        yield _shown(run.id, event)
        finally:
            coming.cancel()
            await asyncio.wait({coming})


class _Writing:
    """The text of a run so far, and when it is to be rendered next."""

    def __init__(self, run: Run) -> None:
        self.number = 0  # of the last token
        self._run = run
        self._live = LiveMarkdown()
        self._owed = False
        self._next = 0.0

    def grow(self, number: int) -> None:
        self.number = number
        self._owed = True

    def wait(self) -> float | None:
        """Seconds until the next rendering; None: not before the next event."""
        return max(0.0, self._next - time.monotonic()) if self._owed else None

    async def render(self) -> list[Changed]:
        began, text = time.monotonic(), self._run.streamed
        if len(text) > LONG:
            changed = await asyncio.to_thread(self._live.grown, text)
        else:
            changed = self._live.grown(text)
        took = time.monotonic() - began
        size = sum(len(block["html"]) for block in changed)
        self._next = time.monotonic() + max(EVERY, SHARE * took, size / BYTES)
        self._owed = False
        return changed

    async def settle(self, event: RunEvent) -> list[Changed]:
        """The changes to send before another event: the text so far, or the final answer."""
        if event.name == "done":
            self._owed = False
            return await asyncio.to_thread(self._live.whole, event.data["answer"])
        return await self.render() if self._owed else []


def _shown(run_id: str, event: RunEvent) -> bytes:
    """An event as the page gets it: citations with a line of their quote."""
    if event.name == "citation":
        return sse_frame("citation", f"{run_id}:{event.number}", encode(with_line(event.data)))
    if event.name == "done":
        data = event.data
        data["citations"] = with_lines(data["citations"])
        return sse_frame("done", f"{run_id}:{event.number}", encode(data))
    return event.frame


def _block(run_id: str, number: int, changed: Changed) -> bytes:
    return sse_frame("block", f"{run_id}:{number}", encode(changed))
