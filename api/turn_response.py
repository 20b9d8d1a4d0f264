"""A turn as a response: a stream of events, or its outcome."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from agent.mentor import Mentor
from agent.turns.run import Run
from api.http_errors import response
from api.page.live_blocks import html_frames
from api.sse import replay, respond, wants_stream

EVENTS: dict[str, Any] = {
    "description": "The outcome, or a stream of events if one was requested.",
    "content": {
        "text/event-stream": {
            "schema": {"type": "string"},
            "example": (
                'event: run\nid: 3f2a:0\ndata: {"run_id": "3f2a", "conversation_id": "9c1d"}\n\n'
                'event: token\nid: 3f2a:7\ndata: {"text": "A "}\n\n'
            ),
        }
    },
}


async def run_response(
    request: Request, mentor: Mentor, run: Run, streamed: bool, as_html: bool = False
) -> Response:
    """The run's events as a stream, or its outcome.

    A client that disconnects may return within the grace period; then the run is stopped.
    """
    if streamed or wants_stream(request):
        return follow(mentor, run, as_html=as_html)
    await until_ended(request, mentor, run)
    return outcome(run)


def follow(mentor: Mentor, run: Run, after: int = -1, as_html: bool = False) -> Response:
    """A stream of the run's events after that number, including future ones."""
    if as_html:
        return respond(html_frames(run, mentor.answering.runs.follow(run), after))
    return replay(mentor.answering.runs.follow(run, after))


async def until_ended(request: Request, mentor: Mentor, run: Run) -> None:
    """Wait until the run ends or the client disconnects."""
    ending = asyncio.create_task(_until_last_event(mentor, run))
    leaving = asyncio.create_task(disconnected(request))
    await asyncio.wait({ending, leaving}, return_when=asyncio.FIRST_COMPLETED)
    for task in (ending, leaving):
        task.cancel()
    await asyncio.wait({ending, leaving})


def outcome(run: Run) -> Response:
    """The response for a run that has ended."""
    if run.error:
        return response(run.error)
    return Response(run.outcome.json if run.outcome else b"{}", media_type="application/json")


async def disconnected(request: Request) -> None:
    """Return when the client has disconnected."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _until_last_event(mentor: Mentor, run: Run) -> None:
    async with aclosing(mentor.answering.runs.follow(run)) as events:
        async for _ in events:
            pass
