"""Ask a question: as one JSON answer, or as a stream of events."""

from __future__ import annotations

from contextlib import aclosing
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from agent.answer import Ask
from agent.types import Done
from api.errors import shapes, status_of_code
from api.mentor import TheMentor
from api.schemas import ChatRequest, names
from api.sse import stream, wants_stream

router = APIRouter(tags=["chat"])

EVENTS: dict[str, Any] = {
    "description": "The outcome; or its events, where a stream was asked for.",
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


@router.post(
    "/api/chat",
    response_model=Done,
    responses={200: EVENTS, **shapes(404, 409, 413, 422, 502, 503)},
)
async def chat(request: Request, body: ChatRequest, mentor: TheMentor) -> Response:
    """Answer a question from the materials.

    Events: `run`, `stage`..., `sources`, `token`..., `citation`..., then `done` or `error`.
    Leaving the stream stops the answer, the language model included.
    """
    turn = await mentor.answering.begin(
        Ask(body.message, body.conversation_id, names(body.course), body.style)
    )
    events = mentor.answering.events(turn)
    if body.stream or wants_stream(request):
        return stream(turn.run_id, events)
    last: dict[str, Any] = {}
    async with aclosing(events):
        async for event in events:
            last = {"name": event.name, "data": dict(event.data)}
    if last["name"] == "error":
        status = status_of_code(last["data"]["code"])
        return JSONResponse({"error": last["data"]}, status_code=status)
    return JSONResponse(last["data"])
