"""An answer as a message of the conversation, with the record of how it was made."""

from __future__ import annotations

from typing import TypedDict
from uuid import uuid4

from langchain_core.messages import AIMessage

from agent.reasoner import Reasoner
from agent.state import RECORD, State
from agent.types import Citation, Findings, Mode, Passage, Status, Step, Usage, no_usage


class Verdict(TypedDict):
    """A retrieved passage as the record keeps it, without its text."""

    id: str
    score: float
    relevant: bool | None


class Record(Findings):
    """The record of a turn in the transcript, besides question and answer."""

    status: Status
    query: str  # searched last
    asked: str  # the standalone question
    courses: list[str]
    citations: list[Citation]
    passages: list[Verdict]
    trace: list[Step]
    usage: Usage
    mode: Mode
    model: str | None


def reply(state: State, reasoner: Reasoner) -> AIMessage:
    """The message that ends a turn. The node that adds it adds its own step to the trace."""
    record = Record(
        status=state["status"],
        query=state.get("query", ""),
        asked=state.get("asked", ""),
        courses=state.get("courses", []),
        citations=state.get("citations", []),
        passages=[_verdict(passage) for passage in state.get("passages", [])],
        trace=state.get("trace", []),
        usage=state.get("usage", no_usage()),
        mode=reasoner.mode,
        model=reasoner.model,
        **findings(state),
    )
    message_id = state.get("message_id") or str(uuid4())
    return AIMessage(state["answer"], id=message_id, additional_kwargs={RECORD: record})


def findings(state: State) -> Findings:
    """The message's kind and the reason of a refusal, if they apply."""
    found = Findings()
    for name in Findings.__annotations__:
        if state.get(name):
            found[name] = state[name]  # type: ignore[literal-required]
    return found


def _verdict(passage: Passage) -> Verdict:
    return Verdict(id=passage["id"], score=passage["score"], relevant=passage["relevant"])
