"""Export a conversation."""

from __future__ import annotations

import asyncio
from typing import Literal
from urllib.parse import quote

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from agent.mentor import Mentor
from agent.store.conversations import Conversation
from api.access.auth import TheUser
from api.http_errors import shapes
from api.mentor_dependency import TheMentor
from api.page.exported import as_markdown, file_name

router = APIRouter(tags=["conversations"])


@router.get(
    "/api/conversations/{conversation_id}/export",
    response_class=Response,
    responses={
        200: {"content": {"text/markdown": {"example": "# What is a tuple?\n"}}},
        **shapes(401, 404, 422),
    },
)
async def export(
    conversation_id: str,
    mentor: TheMentor,
    user: TheUser,
    format: Literal["md", "json"] = "md",
    branches: Literal["current", "all"] = "current",
) -> Response:
    """The conversation as a Markdown or JSON file named after it, with its sources.

    `branches=all` adds the other versions of its questions, in the order in which they were asked.
    """
    conversation = await mentor.conversations.read(conversation_id, user.name)
    if branches == "all":
        conversation["messages"] = await _all_messages(mentor, conversation_id, user.name)
    name = quote(file_name(conversation["title"], format))
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    if format == "json":
        return JSONResponse(conversation, headers=headers)
    return Response(as_markdown(conversation), media_type="text/markdown", headers=headers)


async def _all_messages(mentor: Mentor, conversation_id: str, user: str) -> list[dict[str, object]]:
    """The messages of all branches, each once, in the order in which they were asked."""
    turns = await asyncio.to_thread(mentor.conversations.transcripts.turns, conversation_id)
    inner = {turn["parent"] for turn in turns}
    found: dict[str, dict[str, object]] = {}
    for turn in turns:
        if turn["id"] not in inner:
            branch: Conversation = await mentor.conversations.read(
                conversation_id, user, turn["id"]
            )
            found |= {str(message["id"]): message for message in branch["messages"]}
    order = {turn["id"]: at for at, turn in enumerate(turns)}
    return sorted(found.values(), key=lambda message: order[str(message["id"]).removesuffix("-q")])
