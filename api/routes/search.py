"""Search the materials without asking for an answer."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter

from agent.checks import check_courses
from api.errors import shapes
from api.mentor import TheMentor
from api.schemas import SearchRequest, SearchResult, names

router = APIRouter(tags=["search"])


@router.post("/api/search", responses=shapes(404, 422, 503))
async def search(body: SearchRequest, mentor: TheMentor) -> SearchResult:
    """The passages nearest to a query, best first."""
    courses = names(body.course)
    await asyncio.to_thread(check_courses, mentor.catalog, courses)
    return SearchResult(passages=await mentor.retriever.search(body.query, courses, body.k))
