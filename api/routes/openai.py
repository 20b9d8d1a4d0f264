"""OpenAI's chat completions, with each course as a model."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from api.access.auth import TheUser
from api.completions import MODEL, ask_of, chunks, completion
from api.errors import shapes
from api.mentor import TheMentor
from api.schemas import CompletionRequest
from api.sse import respond
from api.turns import outcome, until_ended

router = APIRouter(prefix="/v1", tags=["for other programs"])


@router.get("/models", responses=shapes(401))
async def models(mentor: TheMentor) -> dict[str, Any]:
    """`mentor` for all courses, `mentor/<course>` for one."""
    courses = await asyncio.to_thread(mentor.catalog.courses)
    names = [MODEL, *(f"{MODEL}/{course['name']}" for course in courses)]
    listed = [{"id": n, "object": "model", "created": 0, "owned_by": "ai-mentor"} for n in names]
    return {"object": "list", "data": listed}


@router.post(
    "/chat/completions",
    response_model=dict[str, Any],
    responses=shapes(401, 404, 413, 422, 429, 502, 503, 504),
)
async def completions(
    request: Request, body: CompletionRequest, mentor: TheMentor, user: TheUser
) -> Response:
    """Answer the last message, with links to its sources; the client keeps the conversation."""
    run = await mentor.answering.begin(ask_of(body, user.name))
    site = str(request.base_url)
    if body.stream:
        return respond(chunks(mentor, run, body.model, site))
    await until_ended(request, mentor, run)
    done = run.done
    return JSONResponse(completion(run, done, body.model, site)) if done else outcome(run)
