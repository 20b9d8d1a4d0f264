"""Conversations as they were kept."""

from __future__ import annotations

from fastapi import APIRouter

from agent.conversations import Conversation
from api.errors import shapes
from api.mentor import TheMentor

router = APIRouter(tags=["conversations"])


@router.get("/api/conversations/{conversation_id}", responses=shapes(404))
async def read(conversation_id: str, mentor: TheMentor) -> Conversation:
    """One conversation with all its messages and their citations."""
    return await mentor.conversations.read(conversation_id)
