"""Start and follow an evaluation."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from api.access.auth import only_teachers
from api.access.same_site import only_own_page
from api.evaluations import TheEvaluations
from api.http_errors import shapes
from api.sse import stream

router = APIRouter(tags=["reports"], dependencies=[Depends(only_teachers)])

EVENTS: dict[str, Any] = {
    "description": "Its progress, then the report or an error.",
    "content": {
        "text/event-stream": {
            "schema": {"type": "string"},
            "example": (
                'event: progress\nid: evaluation-1:0\ndata: {"set": "sample", "done": 12, "of": 83}'
                '\n\nevent: report\nid: evaluation-1:1\ndata: {"missed": 0, "failed": 0}\n\n'
            ),
        }
    },
}


@router.post(
    "/api/evaluation",
    response_class=Response,
    responses={200: EVENTS, **shapes(401, 403, 409)},
    dependencies=[Depends(only_own_page)],
)
async def evaluate(evaluations: TheEvaluations) -> Response:
    """Ask the golden questions and measure the answers. Closing the stream does not stop it.

    `GET /api/reports` has the report when it is complete.
    """
    run = evaluations.start()
    return stream(run.id, run.events())


@router.get(
    "/api/evaluation",
    response_class=Response,
    responses={200: EVENTS, 204: {"description": "No evaluation is running."}, **shapes(401, 403)},
)
async def follow(evaluations: TheEvaluations) -> Response:
    """The events of the running evaluation from now on."""
    if evaluations.running is None:
        return Response(status_code=204)
    return stream(evaluations.running.id, evaluations.running.events())
