"""Ask again from an earlier place: with other words, or for another answer."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from agent.errors import NotFound
from agent.turns.run import Ask
from agent.types import Done
from api.access.auth import TheUser
from api.errors import shapes
from api.mentor import TheMentor
from api.page.live_blocks import AsHtml
from api.schemas import ForkRequest
from api.turns import EVENTS, tell

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
    """Begin a branch at a message: its question in other words, or once more.

    The old branch is kept; the conversation goes on with the new one. Answers as `/api/chat` does.
    """
    turn = await mentor.conversations.turn(body.message_id, user.name)
    if turn["conversation_id"] != conversation_id:
        raise NotFound(f"There is no message {body.message_id!r} here.", "Read the conversation.")
    message = turn["question"] if body.message is None else body.message
    run = await mentor.answering.begin(
        Ask(message, conversation_id, turn["courses"], turn["style"], user.name, beside=turn["id"])
    )
    return await tell(request, mentor, run, body.stream, html)
