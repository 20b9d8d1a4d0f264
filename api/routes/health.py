"""Whether the service lives, and whether it can answer."""

from __future__ import annotations

import time

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

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

    A load balancer has no key: it learns the status alone, looked up once a second at most.
    """
    if request.scope["state"]["user"] is None:
        known: tuple[float, bool] | None = getattr(request.app.state, "ready", None)
        if known is None or time.monotonic() - known[0] > ANEW:
            known = time.monotonic(), not await mentor.missing()
            request.app.state.ready = known
        body = Readiness(ready=known[1], missing=[])
    else:
        missing = await mentor.missing()
        body = Readiness(ready=not missing, missing=missing)
    return JSONResponse(body, status_code=200 if body["ready"] else 503)
