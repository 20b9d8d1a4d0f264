"""Conversations: list, read, rename, delete, and the trace of each turn."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from agent.errors import InvalidRequest, NotFound
from agent.store.conversations import Conversation, Page, TurnTrace
from agent.types import Citation
from api.access.auth import TheUser
from api.chat_tasks import next_questions as following
from api.chat_tasks.dialogue import CitedPlace
from api.http_errors import shapes
from api.mentor_dependency import TheMentor
from api.page.live_markdown import rendered
from api.page.source_line import with_lines
from api.schemas import ConversationChange, NextQuestions

router = APIRouter(tags=["conversations"])


@router.get("/api/conversations", responses=shapes(401, 422))
async def conversations(
    mentor: TheMentor,
    user: TheUser,
    q: Annotated[str, Query(max_length=200, description="search titles and messages")] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after: Annotated[str | None, Query(description="`next` of the previous page")] = None,
) -> Page:
    """Your conversations, most recent first."""
    return await mentor.conversations.page(user.name, q, limit, after)


@router.get("/api/conversations/{conversation_id}", responses=shapes(401, 404))
async def read(
    conversation_id: str,
    mentor: TheMentor,
    user: TheUser,
    branch: str | None = None,
    html: Annotated[bool, Query(description="add each answer as HTML in `blocks`")] = False,
) -> Conversation:
    """A conversation with its messages and citations.

    A question's `branches` are the answers to all its versions; `?branch=` with one of them, or
    with any other message, returns the branch of that message. Teachers can also read those of
    students who let them (`PATCH /api/session`).
    """
    reports = user.role == "teacher" and not user.courses
    read = mentor.conversations.read
    conversation = await read(conversation_id, user.name, branch, teacher=reports)
    if html:
        await asyncio.to_thread(_render, conversation)
    return conversation


@router.patch("/api/conversations/{conversation_id}", responses=shapes(401, 404, 409, 422, 503))
async def change(
    conversation_id: str, body: ConversationChange, mentor: TheMentor, user: TheUser
) -> Conversation:
    """Rename a conversation, or switch to another of its branches."""
    if body.title is None and body.branch is None:
        raise InvalidRequest("There is nothing to change.", 'Send "title" or "branch".')
    if body.branch is not None:
        await mentor.answering.go_to(conversation_id, user.name, body.branch)
    if body.title is not None:
        await mentor.conversations.rename(conversation_id, user.name, body.title)
    return await mentor.conversations.read(conversation_id, user.name)


@router.delete(
    "/api/conversations/{conversation_id}", status_code=204, responses=shapes(401, 404, 503)
)
async def delete(conversation_id: str, mentor: TheMentor, user: TheUser) -> Response:
    """Stop its runs and delete it with all messages, feedback, checkpoints and events."""
    await mentor.answering.forget(conversation_id, user.name)
    return Response(status_code=204)


@router.get("/api/conversations/{conversation_id}/next", responses=shapes(401, 404, 422))
async def next_questions(
    conversation_id: str,
    mentor: TheMentor,
    user: TheUser,
    message_id: Annotated[str, Query(max_length=100, description="an answer, else the last")] = "",
) -> NextQuestions:
    """At most three questions that follow from an answer: on the headings around its sources."""
    conversation = await mentor.conversations.read(conversation_id, user.name, message_id)
    asked = [each["text"] for each in conversation["messages"] if each["role"] == "user"]
    answers = [each for each in conversation["messages"] if each["role"] == "assistant"]
    named = [each for each in answers if each["id"] == message_id or not message_id]
    if not named:
        raise NotFound("There is no such answer in this conversation.", "Name one of its answers.")
    answer = named[-1]
    return NextQuestions(
        questions=await asyncio.to_thread(
            following.NextQuestions(mentor.catalog, mentor.index).of,
            [_cited(citation) for citation in answer.get("citations", [])],
            asked,
            answer.get("courses", []),
        )
    )


@router.get("/api/conversations/{conversation_id}/trace", responses=shapes(401, 404))
async def trace(conversation_id: str, mentor: TheMentor, user: TheUser) -> list[TurnTrace]:
    """The path of each turn through the graph: nodes, times and decisions."""
    return await mentor.conversations.trace(conversation_id, user.name)


def _cited(citation: Citation) -> CitedPlace:
    ordinal = int(citation["passage_id"].rsplit(":", 1)[-1])
    return CitedPlace(citation["document_id"], None, ordinal)


def _render(conversation: Conversation) -> None:
    for message in conversation["messages"]:
        if message["role"] == "assistant" and message["status"] != "running":
            message["blocks"] = rendered(message["text"])
            message["citations"] = with_lines(message.get("citations", []))
