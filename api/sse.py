"""Server-sent events."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Any, Protocol

from fastapi import Request
from sse_starlette import EventSourceResponse

from agent.turns.run_event import RunEvent, encode, sse_frame

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


def replay(events: AsyncGenerator[list[RunEvent]]) -> EventSourceResponse:
    """A response that streams the events of a run, as the bytes that all its readers share."""
    return respond(_frames(events))


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


async def _numbered(run_id: str, events: AsyncGenerator[Event]) -> AsyncGenerator[bytes]:
    number = 0
    async with aclosing(events):
        async for event in events:
            yield sse_frame(event.name, f"{run_id}:{number}", encode(event.data))
            number += 1


async def _frames(events: AsyncGenerator[list[RunEvent]]) -> AsyncGenerator[bytes]:
    async with aclosing(events):
        async for new in events:
            yield b"".join([event.frame for event in new])
