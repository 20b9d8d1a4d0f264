"""Search the materials."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query

from agent.turns.checks import check_courses
from api.access.auth import TheUser
from api.access.courses import may_read, within
from api.http_errors import shapes
from api.mentor_dependency import TheMentor
from api.schemas import SearchRequest, SearchResult, names

router = APIRouter(tags=["search"])


@router.post("/api/search", responses=shapes(404, 422, 503))
async def search(body: SearchRequest, mentor: TheMentor, user: TheUser) -> SearchResult:
    """The passages that best match a query, best first."""
    courses = within(user, names(body.course))
    await asyncio.to_thread(check_courses, mentor.catalog, courses)
    return SearchResult(passages=await mentor.retriever.search(body.query, courses, body.k))


@router.get("/api/passages", responses=shapes(401, 422, 503))
async def passages(
    mentor: TheMentor,
    user: TheUser,
    id: Annotated[list[str], Query(min_length=1, max_length=60, description="ids of passages")],
) -> SearchResult:
    """Passages by id, for past answers; those that no longer exist are omitted."""
    found = await asyncio.to_thread(mentor.index.passages, id)
    return SearchResult(passages=[each for each in found if may_read(user, each["course"])])
