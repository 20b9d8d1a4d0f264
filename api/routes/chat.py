"""Ask a question; the answer is JSON or a stream of events."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from agent.turns.run import Ask
from agent.types import Done
from api.access.auth import TheUser
from api.access.courses import within
from api.http_errors import shapes
from api.mentor_dependency import TheMentor
from api.page.live_blocks import AsHtml
from api.schemas import ChatRequest, names
from api.turn_response import EVENTS, run_response

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
    `error`. A client that disconnects can resume with `GET /api/runs/{run_id}/events`; otherwise
    the answer and the language model are stopped after a grace period.
    """
    run = await mentor.answering.begin(
        Ask(
            body.message,
            body.conversation_id,
            within(user, names(body.course)),
            body.style,
            user.name,
            readable=user.courses,
        )
    )
    return await run_response(request, mentor, run, body.stream, html)
