"""Whether the service lives, and whether it can answer."""

from __future__ import annotations

import time

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from agent.mentor import Mentor, Missing
from api.mentor import TheMentor
from api.schemas import Readiness

router = APIRouter(tags=["health"])

ANEW = 1.0  # seconds after which it is looked up again for those without a key


@router.get("/health/live")
async def live() -> dict[str, str]:
    """Always 200 while the process runs."""
    return {"status": "ok"}


@router.get("/health/ready", response_model=Readiness, responses={503: {"model": Readiness}})
async def ready(request: Request, mentor: TheMentor) -> JSONResponse:
    """200 when questions can be answered; else 503 with what is missing and how to get it.

    A load balancer has no key: it learns what is missing and not why, as of a second ago at most.
    """
    if request.scope["state"]["user"] is None:
        missing = await _known(request, mentor)
    else:
        missing = await mentor.missing()
    body = Readiness(ready=not missing, missing=missing)
    return JSONResponse(body, status_code=200 if body["ready"] else 503)


async def _known(request: Request, mentor: Mentor) -> list[Missing]:
    """What is missing, looked up at times, however often strangers ask."""
    state = request.app.state
    if time.monotonic() - getattr(state, "looked_at", -ANEW) >= ANEW:
        state.missing = [one["what"] for one in await mentor.missing()]
        state.looked_at = time.monotonic()
    return [
        Missing(what=what, why=f"The {what} is not ready.", fix="Ask with a key.")
        for what in state.missing
    ]
