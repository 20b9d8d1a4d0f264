"""Feedback on answers."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from agent.turns.turn_row import FeedbackRow
from api.access.auth import TheUser, only_teachers
from api.access.courses import all_courses
from api.http_errors import shapes
from api.mentor_dependency import TheMentor
from api.schemas import FeedbackRequest

router = APIRouter(tags=["feedback"])


@router.post("/api/feedback", status_code=204, responses=shapes(401, 404, 422))
async def give(body: FeedbackRequest, mentor: TheMentor, user: TheUser) -> Response:
    """Rate one of your answers; a second rating replaces the first."""
    turn = await mentor.conversations.turn(body.message_id, user.name)
    feedback = mentor.conversations.transcripts.feedback
    await asyncio.to_thread(feedback.rate, turn, body.rating, body.comment)
    return Response(status_code=204)


@router.get(
    "/api/feedback",
    dependencies=[Depends(only_teachers), Depends(all_courses)],
    responses=shapes(401, 403),
)
async def read(
    mentor: TheMentor, limit: Annotated[int, Query(ge=1, le=1_000)] = 100
) -> list[FeedbackRow]:
    """All ratings with their questions and answers, newest first; for teachers."""
    return await asyncio.to_thread(mentor.conversations.transcripts.feedback.newest, limit)
