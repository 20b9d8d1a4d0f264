"""A turn as a row of the transcript, and the transcript as messages of the graph's state."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from typing import cast

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, RemoveMessage
from langgraph.graph.message import REMOVE_ALL_MESSAGES

from agent.reasoner import Exchange
from agent.state import RECORD, recent
from agent.turns.partial_index import without_note
from agent.turns.run import Run
from agent.turns.turn_row import RUNNING, TurnRow, question_id
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


def messages(turns: Sequence[TurnRow], given: Iterable[Exchange], asked: TurnRow) -> list[Message]:
    """The messages at the start of a turn, which replace those in the thread's checkpoint.

    They are the earlier turns of its branch, or the exchanges `given` by a client that keeps the
    conversation itself, and last its own question.
    """
    before: list[AnyMessage] = []
    for exchange in given:
        before += [HumanMessage(exchange.question), _given_answer(exchange)]
    for turn in turns:
        before += [_question(turn), _answer(turn)]
    return [RemoveMessage(REMOVE_ALL_MESSAGES), *recent(before, [_question(asked)])]


def _given_answer(exchange: Exchange) -> AIMessage:
    record: dict[str, object] = {"status": "answered", "asked": exchange.query}
    record |= {"kind": exchange.kind, "practice": exchange.practice}
    return AIMessage(exchange.answer, additional_kwargs={RECORD: record})


def _question(turn: TurnRow) -> HumanMessage:
    return HumanMessage(turn["question"], id=question_id(turn["id"]))


def _answer(turn: TurnRow) -> AIMessage:
    record = {"query": turn["question"], **turn["record"], "status": turn["status"]}
    text = without_note(turn["answer"], turn["record"].get("indexed"), turn["status"])
    return AIMessage(text, id=turn["id"], additional_kwargs={RECORD: record})
