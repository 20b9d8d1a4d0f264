"""Running answers: replay their events, cancel them."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from agent.types import Done
from api.access.auth import TheUser
from api.http_errors import shapes
from api.mentor_dependency import TheMentor
from api.page.live_blocks import AsHtml
from api.sse import last_seen
from api.turn_response import EVENTS, follow, outcome

router = APIRouter(tags=["chat"])


@router.get(
    "/api/runs/{run_id}/events",
    response_class=Response,
    responses={
        200: EVENTS,
        204: {"description": "The run has ended and the client has all events."},
        **shapes(401, 404, 503),
    },
)
async def events(
    request: Request, run_id: str, mentor: TheMentor, user: TheUser, html: AsHtml = False
) -> Response:
    """The events of a run from the start, or after the one in `Last-Event-ID`."""
    run = await mentor.answering.runs.of(run_id, user.name)
    after = last_seen(request, run_id)
    if run.ended.is_set() and after >= run.last:
        return Response(status_code=204)  # stops an EventSource from reconnecting
    return follow(mentor, run, after, html)


@router.post("/api/runs/{run_id}/cancel", response_model=Done, responses=shapes(401, 404, 503))
async def cancel(run_id: str, mentor: TheMentor, user: TheUser) -> Response:
    """Stop a run and the language model; the partial answer stays in the conversation.

    Returns its outcome once it is stopped and saved, also if it had already ended.
    """
    run = await mentor.answering.runs.of(run_id, user.name)
    await mentor.answering.runs.stop(run)
    return outcome(run)
