"""Unanswered questions for teachers: by topic, as a table, and their settlement."""

from __future__ import annotations

import asyncio
import csv
import io
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict
from typing_extensions import TypedDict

from agent.errors import NotFound
from agent.mentor import Mentor
from agent.unanswered.failed import Failed, failed
from api.access.auth import TheUser, only_teachers
from api.access.same_site import only_own_page
from api.http_errors import shapes
from api.mentor_dependency import TheMentor
from api.unanswered.golden import add_candidate
from api.unanswered.overview import Unanswered, overview

router = APIRouter(tags=["reports"], dependencies=[Depends(only_teachers)])

Course = Annotated[str | None, Query(max_length=200, description="only questions in this course")]
COLUMNS = ("topic", "question", "times", "reasons", "courses", "last_asked", "comments")
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # beginnings that spreadsheets would execute


class Settle(BaseModel):
    """Whether a question has been dealt with."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"done": True}]})

    done: bool = True


class Candidate(TypedDict):
    added: bool  # False: it was a candidate already


@router.get("/api/unanswered", responses=shapes(401, 403, 503))
async def unanswered(mentor: TheMentor, user: TheUser, course: Course = None) -> Unanswered:
    """Questions that were refused, answered badly or rated down, by topic; without user names."""
    return await asyncio.to_thread(overview, mentor, user.name, course)


@router.get(
    "/api/unanswered.csv",
    response_class=Response,
    responses={200: {"content": {"text/csv": {"example": "topic,question\n"}}}, **shapes(401, 403)},
)
async def table(mentor: TheMentor, user: TheUser, course: Course = None) -> Response:
    """The same as a table, for spreadsheets."""
    found = await asyncio.to_thread(overview, mentor, user.name, course)
    headers = {"Content-Disposition": 'attachment; filename="unanswered.csv"'}
    return Response("\ufeff" + _csv(found), media_type="text/csv; charset=utf-8", headers=headers)


@router.post(
    "/api/unanswered/{key}/done",
    status_code=204,
    responses=shapes(401, 403, 404),
    dependencies=[Depends(only_own_page)],
)
async def settle(key: str, body: Settle, mentor: TheMentor) -> Response:
    """Note that a question has been dealt with; if it fails again, it is open again."""
    await asyncio.to_thread(_find, mentor, key)
    await asyncio.to_thread(mentor.conversations.transcripts.settled.settle, key, body.done)
    return Response(status_code=204)


@router.post(
    "/api/unanswered/{key}/golden",
    responses=shapes(401, 403, 404),
    dependencies=[Depends(only_own_page)],
)
async def to_golden(key: str, mentor: TheMentor) -> Candidate:
    """Add a question to the candidates for the golden set; `make golden` asks about them."""
    question = await asyncio.to_thread(_find, mentor, key)
    added = await asyncio.to_thread(add_candidate, mentor.settings.data_dir, question)
    return Candidate(added=added)


def _find(mentor: Mentor, key: str) -> Failed:
    for question in failed(mentor.conversations.transcripts.feedback.asked()):
        if question.key == key:
            return question
    raise NotFound("There is no such question.", "GET /api/unanswered lists them.")


def _csv(found: Unanswered) -> str:
    output = io.StringIO()
    writer = csv.writer(output)
    writer.writerow(COLUMNS)
    for topic in found["topics"]:
        for each in topic["questions"]:
            reasons = ", ".join(f"{reason} {n}" for reason, n in each["reasons"].items())
            asked = datetime.fromtimestamp(each["last_asked_at"], UTC).date().isoformat()
            courses, comments = ", ".join(each["courses"]), " | ".join(each["comments"])
            row = (
                topic["name"], each["question"], each["times"], reasons, courses, asked, comments,
            )  # fmt: skip
            writer.writerow([_inert(value) for value in row])
    return output.getvalue()


def _inert(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
