"""Export a conversation."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from agent.store.conversations import Conversation
from api.access.auth import TheUser
from api.errors import shapes
from api.mentor import TheMentor

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
) -> Response:
    """The conversation as a Markdown or JSON file, with its sources."""
    conversation = await mentor.conversations.read(conversation_id, user.name)
    headers = {"Content-Disposition": f'attachment; filename="conversation.{format}"'}
    if format == "json":
        return JSONResponse(conversation, headers=headers)
    return Response(as_markdown(conversation), media_type="text/markdown", headers=headers)


def as_markdown(conversation: Conversation) -> str:
    """Questions as headings, followed by the answers and their sources."""
    parts = [f"# {conversation['title']}", f"{conversation['created_at']}"]
    for message in conversation["messages"]:
        if message["role"] == "user":
            parts.append("## " + " ".join(message["text"].split()))
            continue
        parts.append(message["text"] or "(no answer)")
        if message["status"] in ("stopped", "failed"):
            parts.append(f"*({message['status']})*")
        parts += ["\n".join(map(_source, message.get("citations", [])))]
    return "\n\n".join(filter(None, parts)) + "\n"


def _source(citation: dict[str, object]) -> str:
    page = f", p. {citation['page']}" if citation["page"] else ""
    quote = " ".join(str(citation["quote"]).split())
    return f"- [{citation['n']}] {citation['source']}{page}: “{quote}”"
