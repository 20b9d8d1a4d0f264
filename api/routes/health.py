"""Health checks: whether the process runs, and whether it can answer questions."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from agent.errors import StoreUnavailable
from agent.mentor import Mentor, Missing
from agent.types import Indexed
from api.mentor_dependency import TheMentor
from api.schemas import Readiness

router = APIRouter(tags=["health"])

FRESH_SECONDS = 1.0  # for which a check is reused for callers without a key


@router.get("/health/live")
async def live() -> dict[str, str]:
    """200 while the process is running."""
    return {"status": "ok"}


@router.get("/health/ready", response_model=Readiness, responses={503: {"model": Readiness}})
async def ready(request: Request, mentor: TheMentor) -> JSONResponse:
    """200 when questions can be answered; else 503 with what is missing and how to get it.

    It is ready as soon as the first documents are indexed; until all are, `indexed` counts them.
    Without a key, for example for a load balancer, the causes are omitted and the check may be a
    second old.
    """
    if request.scope["state"]["user"] is None:
        missing = await _known(request, mentor)
        body = Readiness(ready=not missing, missing=missing)
    else:
        missing = await mentor.missing()
        body = Readiness(ready=not missing, missing=missing)
        if indexed := await _indexed(mentor):
            body["indexed"] = indexed
    return JSONResponse(body, status_code=200 if body["ready"] else 503)


async def _indexed(mentor: Mentor) -> Indexed | None:
    with suppress(StoreUnavailable):  # reported as a missing part
        return await asyncio.to_thread(mentor.catalog.indexed)
    return None


async def _known(request: Request, mentor: Mentor) -> list[Missing]:
    """The missing parts without their causes, cached for a second."""
    state = request.app.state
    if time.monotonic() - getattr(state, "looked_at", -FRESH_SECONDS) >= FRESH_SECONDS:
        state.missing = [one["what"] for one in await mentor.missing()]
        state.looked_at = time.monotonic()
    return [
        Missing(what=what, why=f"The {what} is not ready.", fix="Send a key to see the reason.")
        for what in state.missing
    ]
