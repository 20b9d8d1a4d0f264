"""Conversations as the checkpointer keeps them: one thread each."""

from __future__ import annotations

from typing import Any

from langchain_core.messages import AIMessage, AnyMessage
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver
from typing_extensions import TypedDict

from agent.errors import NotFound
from agent.state import RECORD

TITLE = 80  # characters of the first question


class Conversation(TypedDict):
    """One conversation, oldest message first."""

    id: str
    title: str
    course: list[str]  # that the last question was asked of; empty: all
    created_at: str | None  # ISO 8601
    updated_at: str | None
    messages: list[dict[str, Any]]


class Conversations:
    """Reads conversations."""

    def __init__(self, checkpointer: BaseCheckpointSaver[str]) -> None:
        self._checkpointer = checkpointer

    async def exists(self, conversation_id: str) -> bool:
        """Whether there is one with this id."""
        return await self._checkpointer.aget_tuple(thread(conversation_id)) is not None

    async def read(self, conversation_id: str) -> Conversation:
        """The whole conversation; raises `NotFound`."""
        found = await self._checkpointer.aget_tuple(thread(conversation_id))
        if found is None:
            raise NotFound(
                f"There is no conversation {conversation_id!r}.",
                "Leave conversation_id out to start a new one.",
            )
        messages = [_message(m) for m in found.checkpoint["channel_values"].get("messages", [])]
        asked = next((m["text"] for m in messages if m["role"] == "user"), "")
        return Conversation(
            id=conversation_id,
            title=asked if len(asked) <= TITLE else asked[: TITLE - 1].rstrip() + "…",
            course=next((m["courses"] for m in reversed(messages) if "courses" in m), []),
            created_at=next((m["at"] for m in messages if m["at"]), None),
            updated_at=found.checkpoint["ts"],
            messages=messages,
        )


def thread(conversation_id: str) -> RunnableConfig:
    """The conversation's address in the checkpointer."""
    return {"configurable": {"thread_id": conversation_id}}


def _message(message: AnyMessage) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "id": message.id,
        "role": "assistant" if isinstance(message, AIMessage) else "user",
        "text": message.text,
        "at": message.additional_kwargs.get("at"),
    }
    record: dict[str, Any] = message.additional_kwargs.get(RECORD, {})
    return shown | record
