"""Events as server-sent events."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Any, Protocol

from fastapi import Request
from sse_starlette import EventSourceResponse, ServerSentEvent

HEARTBEAT = 15  # seconds between comments while nothing else is sent: idle proxies cut streams


class Event(Protocol):
    """What a stream sends: a name, and data for JSON."""

    @property
    def name(self) -> str: ...
    @property
    def data(self) -> Mapping[str, Any]: ...


def wants_stream(request: Request) -> bool:
    """Whether the client asks for server-sent events."""
    return "text/event-stream" in request.headers.get("accept", "")


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
