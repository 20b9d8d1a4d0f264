"""OpenAI's chat completions, with each course as a model."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from agent.errors import NotFound
from agent.turns.checks import check_courses
from agent.turns.run import Ask
from api.access.auth import TheUser
from api.chat_tasks.reply import TaskReplies
from api.chat_tasks.task import Task
from api.completions import (
    MODEL,
    Replying,
    ask_of,
    chunks,
    complete,
    content_of,
    courses_of,
    one_piece,
    pieces_of,
    task_of,
)
from api.http_errors import response, shapes
from api.mentor_dependency import TheMentor
from api.openai_format.parameters import CompletionRequest, check_parameters
from api.openai_format.types import Completion, Model, Models
from api.sse import respond
from api.turn_response import until_ended

router = APIRouter(prefix="/v1", tags=["for other programs"])

STREAMED = {
    "content": {"text/event-stream": {"schema": {"type": "string"}, "example": "data: [DONE]\n\n"}}
}


@router.get("/models", responses=shapes(401))
async def models(mentor: TheMentor) -> Models:
    """`mentor` for all courses, `mentor/<course>` for one."""
    courses = await asyncio.to_thread(mentor.catalog.course_names)
    return Models(
        object="list", data=[_model(MODEL), *(_model(f"{MODEL}/{course}") for course in courses)]
    )


@router.get("/models/{name:path}", responses=shapes(401, 404))
async def model(name: str, mentor: TheMentor) -> Model:
    """One model."""
    known = await asyncio.to_thread(mentor.catalog.course_names)
    if any(course not in known for course in courses_of(name)):
        raise NotFound(f"There is no model {name!r}.", "GET /v1/models lists them.")
    return _model(name)


@router.post(
    "/chat/completions",
    response_model=Completion,
    responses={200: STREAMED, **shapes(401, 404, 413, 415, 422, 429, 502, 503, 504)},
)
async def completions(
    request: Request, body: CompletionRequest, mentor: TheMentor, user: TheUser
) -> Response:
    """Answer the last message, with links to its sources; the client keeps the conversation.

    Tasks about a conversation (its title, tags, next questions, search queries) are recognised and
    answered in the form that they ask for, without a search.
    """
    task = task_of(body)
    check_parameters(body, task is not None)
    replying = Replying(mentor, body, str(request.base_url))
    if task:
        return await _task(replying, task)
    return await _question(request, replying, ask_of(body, user.name))


async def _task(replying: Replying, task: Task) -> Response:
    mentor, courses = replying.mentor, courses_of(replying.body.model)
    await asyncio.to_thread(check_courses, mentor.catalog, courses)
    content = await asyncio.to_thread(
        TaskReplies(mentor.catalog, mentor.index).reply, task, courses
    )
    if replying.body.stream:
        return respond(chunks(replying, one_piece(content)))
    return JSONResponse(complete(replying, content))


async def _question(request: Request, replying: Replying, ask: Ask) -> Response:
    mentor, sources = replying.mentor, replying.sources
    run = await mentor.answering.begin(ask)
    if replying.body.stream:
        return respond(chunks(replying, pieces_of(mentor, run, sources), run))
    await until_ended(request, mentor, run)
    if run.error:
        return response(run.error, request.url.path)
    done = run.done
    return JSONResponse(complete(replying, content_of(done, sources), run) if done else {})


def _model(name: str) -> Model:
    return Model(id=name, object="model", created=0, owned_by="ai-mentor")
