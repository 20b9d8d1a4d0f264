"""Conversations that only the graph's checkpoints know, as an early version kept them.

Each becomes one that is listed and read like all others, of the local user; its thread is made anew
from it when it goes on.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage

from agent.state import RECORD
from agent.store.conversations import Conversations, thread, title_of
from agent.store.transcript_tables import ConversationRow, TurnRow
from agent.store.transcripts import LOST
from agent.turns.run import LOCAL

log = logging.getLogger(__name__)


async def adopt(conversations: Conversations) -> int:
    """Take over what has no transcript; how many conversations that were."""
    checkpoints, transcripts = conversations.checkpoints, conversations.transcripts
    threads = await checkpoints.threads()
    unknown = await asyncio.to_thread(transcripts.unknown, threads)
    adopted = 0
    for conversation_id in unknown:
        found = await checkpoints.aget_tuple(thread(conversation_id))
        messages = found.checkpoint["channel_values"].get("messages", []) if found else []
        at = datetime.fromisoformat(found.checkpoint["ts"]).timestamp() if found else 0.0
        if turns := _turns(conversation_id, messages, at):
            row = ConversationRow(
                id=conversation_id, owner=LOCAL, title=title_of(turns[0]["question"]),
                head=turns[-1]["id"], checkpointed=None, created_at=at, updated_at=at,
            )  # fmt: skip
            await asyncio.to_thread(transcripts.adopt, row, turns)
            adopted += 1
    if adopted:
        log.info("%d conversations of an early version can be read again", adopted)
    return adopted


def _turns(conversation_id: str, messages: Sequence[AnyMessage], at: float) -> list[TurnRow]:
    """The questions with their answers; one that has none was interrupted."""
    turns: list[TurnRow] = []
    answers = [*messages[1:], None]
    for message, answer in zip(messages, answers, strict=False):
        if isinstance(message, HumanMessage):
            parent = turns[-1]["id"] if turns else None
            answered = answer if isinstance(answer, AIMessage) else None
            turns.append(_turn(conversation_id, parent, message, answered, at))
    return turns


def _turn(
    conversation_id: str,
    parent: str | None,
    question: HumanMessage,
    answer: AIMessage | None,
    at: float,
) -> TurnRow:
    record: dict[str, Any] = {"error": LOST}
    if answer:
        record = answer.additional_kwargs.get(RECORD, {})
    return TurnRow(
        number=0,
        id=(answer and answer.id) or uuid4().hex,
        conversation_id=conversation_id,
        parent=parent,
        run_id="",
        question=question.text,
        courses=record.get("courses", []),
        style="answer",
        status=record.get("status", "answered") if answer else "failed",
        answer=answer.text if answer else "",
        record=record,
        asked_at=at,
    )
