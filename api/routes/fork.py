"""Ask again from an earlier message, with the same or another question."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from agent.errors import NotFound
from agent.turns.run import Ask
from agent.types import Done
from api.access.auth import TheUser
from api.access.courses import within
from api.http_errors import shapes
from api.mentor_dependency import TheMentor
from api.page.live_blocks import AsHtml
from api.schemas import ForkRequest
from api.turn_response import EVENTS, run_response

router = APIRouter(tags=["conversations"])


@router.post(
    "/api/conversations/{conversation_id}/fork",
    response_model=Done,
    responses={200: EVENTS, **shapes(401, 404, 409, 413, 422, 429, 502, 503, 504)},
)
async def fork(
    request: Request,
    conversation_id: str,
    body: ForkRequest,
    mentor: TheMentor,
    user: TheUser,
    html: AsHtml = False,
) -> Response:
    """Start a branch at a message, with its question or a new one.

    The old branch is kept and the new one becomes current. The response is that of `/api/chat`.
    """
    turn = await mentor.conversations.turn(body.message_id, user.name)
    if turn["conversation_id"] != conversation_id:
        raise NotFound(
            f"There is no message {body.message_id!r} in this conversation.",
            "GET /api/conversations/{id} lists its messages.",
        )
    message = turn["question"] if body.message is None else body.message
    run = await mentor.answering.begin(
        Ask(
            message,
            conversation_id,
            within(user, turn["courses"]),
            turn["style"],
            user.name,
            beside=turn["id"],
            readable=user.courses,
        )
    )
    return await run_response(request, mentor, run, body.stream, html)
