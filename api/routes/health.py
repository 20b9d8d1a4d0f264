"""Whether the service lives, and whether it can answer."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from api.mentor import TheMentor
from api.schemas import Readiness

router = APIRouter(tags=["health"])


@router.get("/health/live")
async def live() -> dict[str, str]:
    """Always 200 while the process runs."""
    return {"status": "ok"}


@router.get("/health/ready", response_model=Readiness, responses={503: {"model": Readiness}})
async def ready(mentor: TheMentor) -> JSONResponse:
    """200 when questions can be answered; else 503 with what is missing and how to get it."""
    missing = await mentor.missing()
    body = Readiness(ready=not missing, missing=missing)
    return JSONResponse(body, status_code=503 if missing else 200)
