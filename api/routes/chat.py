"""Ask a question: as one JSON answer, or as a stream of events."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from agent.turns.run import Ask
from agent.types import Done
from api.access.auth import TheUser
from api.errors import shapes
from api.mentor import TheMentor
from api.page.live_blocks import AsHtml
from api.schemas import ChatRequest, names
from api.turns import EVENTS, tell

router = APIRouter(tags=["chat"])


@router.post(
    "/api/chat",
    response_model=Done,
    responses={200: EVENTS, **shapes(401, 404, 409, 413, 422, 429, 502, 503, 504)},
)
async def chat(
    request: Request, body: ChatRequest, mentor: TheMentor, user: TheUser, html: AsHtml = False
) -> Response:
    """Answer a question from the materials.

    Events: `run`, `queue`..., `stage`..., `sources`, `token`..., `citation`..., then `done` or
    `error`. Who leaves can come back with `GET /api/runs/{run_id}/events`; where nobody does, the
    answer is stopped after a while, the language model included.
    """
    run = await mentor.answering.begin(
        Ask(body.message, body.conversation_id, names(body.course), body.style, user.name)
    )
    return await tell(request, mentor, run, body.stream, html)
