"""Server-sent events."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Any, Protocol

from fastapi import Request
from sse_starlette import EventSourceResponse

from agent.turns.run import Told

HEARTBEAT = 15  # seconds between comments on an idle stream, which proxies would close


class Event(Protocol):
    """An event of a stream: a name, and data for JSON."""

    @property
    def name(self) -> str: ...
    @property
    def data(self) -> Mapping[str, Any]: ...


def wants_stream(request: Request) -> bool:
    """Whether the client asks for server-sent events."""
    return "text/event-stream" in request.headers.get("accept", "")


def stream(run_id: str, events: AsyncGenerator[Event]) -> EventSourceResponse:
    """A response that streams events as they happen, numbered from 0."""
    return respond(_numbered(run_id, events))


def json_of(data: Mapping[str, Any]) -> str:
    """JSON on one line."""
    return json.dumps(data, ensure_ascii=False)


def replay(run_id: str, events: AsyncGenerator[list[Told]]) -> EventSourceResponse:
    """A response that replays the stored events of a run and streams new ones."""
    return respond(_kept(run_id, events))


def respond(frames: AsyncGenerator[bytes]) -> EventSourceResponse:
    """A response of these frames; `frames` is closed when the client disconnects."""
    return EventSourceResponse(
        frames,
        ping=HEARTBEAT,
        headers={"X-Accel-Buffering": "no", "Cache-Control": "no-store"},
    )


def last_seen(request: Request, run_id: str) -> int:
    """The number in `Last-Event-ID`; -1 without one, or if it belongs to another run."""
    run, _, number = request.headers.get("last-event-id", "").rpartition(":")
    return int(number) if run == run_id and number.isascii() and number.isdigit() else -1


def frame(name: str, event_id: str, data: str) -> bytes:
    """An encoded event; `data` must have no line breaks."""
    return f"event: {name}\r\nid: {event_id}\r\ndata: {data}\r\n\r\n".encode(errors="replace")


async def _numbered(run_id: str, events: AsyncGenerator[Event]) -> AsyncGenerator[bytes]:
    number = 0
    async with aclosing(events):
        async for event in events:
            yield frame(event.name, f"{run_id}:{number}", json_of(event.data))
            number += 1


async def _kept(run_id: str, events: AsyncGenerator[list[Told]]) -> AsyncGenerator[bytes]:
    async with aclosing(events):
        async for new in events:
            yield b"".join(frame(t.name, f"{run_id}:{t.number}", t.json) for t in new)
