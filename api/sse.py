"""A turn's events as server-sent events."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from contextlib import aclosing

from sse_starlette import EventSourceResponse, ServerSentEvent

from agent.events import Event

HEARTBEAT = 15  # seconds between comments while nothing else is sent: idle proxies cut streams


def stream(run_id: str, events: AsyncGenerator[Event]) -> EventSourceResponse:
    """The response that streams a run; when the client leaves, `events` is closed."""
    return EventSourceResponse(
        _encode(run_id, events),
        ping=HEARTBEAT,
        headers={"X-Accel-Buffering": "no", "Cache-Control": "no-store"},
    )


async def _encode(run_id: str, events: AsyncGenerator[Event]) -> AsyncGenerator[ServerSentEvent]:
    number = 0
    async with aclosing(events):
        async for event in events:
            yield ServerSentEvent(
                json.dumps(event.data, ensure_ascii=False),
                event=event.name,
                id=f"{run_id}:{number}",
            )
            number += 1
