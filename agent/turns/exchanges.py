"""A turn as it is kept, and as the messages that the next one knows it by."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from typing import cast

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, RemoveMessage
from langgraph.graph.message import REMOVE_ALL_MESSAGES

from agent.state import EXCHANGES, KEPT, RECORD
from agent.store.conversations import question_id
from agent.store.transcript_tables import RUNNING, TurnRow
from agent.turns.run import Run
from agent.types import Status

Message = AnyMessage | RemoveMessage


def running_turn(run: Run) -> TurnRow:
    """The row of a turn that is being answered."""
    return TurnRow(
        number=0,
        id=run.message_id,
        conversation_id=run.conversation_id,
        parent=None,
        run_id=run.id,
        question=run.ask.message,
        courses=list(run.ask.courses),
        style=run.ask.style,
        status=cast(Status, RUNNING),
        answer="",
        record={},
        asked_at=time.time(),
    )


def given(exchanges: Iterable[tuple[str, str]]) -> list[Message]:
    """The messages of questions and answers that a client kept itself."""
    return [message for pair in exchanges for message in _exchange(*pair)]


def anew(path: Sequence[TurnRow]) -> list[Message]:
    """The last turns of a branch, in place of all messages that the thread has."""
    said: list[Message] = [RemoveMessage(REMOVE_ALL_MESSAGES)]
    for earlier in path[-EXCHANGES:]:
        said += [_question(earlier), _answer(earlier)]
    return said


def _exchange(question: str, answer: str) -> tuple[Message, Message]:
    record = {"status": "answered", "query": question}
    return HumanMessage(question), AIMessage(answer, additional_kwargs={RECORD: record})


def _question(turn: TurnRow) -> HumanMessage:
    return HumanMessage(turn["question"], id=question_id(turn["id"]))


def _answer(turn: TurnRow) -> AIMessage:
    kept = {name: turn["record"][name] for name in KEPT if name in turn["record"]}
    record = {"query": turn["question"], **kept, "status": turn["status"]}
    return AIMessage(turn["answer"], id=turn["id"], additional_kwargs={RECORD: record})
