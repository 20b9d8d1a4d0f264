"""Give a quiz question or a hint, or continue one, without a language model."""

from __future__ import annotations

import asyncio

from agent.events import Event
from agent.llm.decisions import Decisions
from agent.nodes import Emit, Update, node
from agent.practice.practice_service import PracticeService
from agent.practice.request import PracticeReply, PracticeRequest
from agent.reasoner import Reasoner
from agent.record import reply
from agent.state import State, asked, history, question


@node(doing="Preparing it…", done="Prepared quiz or hint")
async def practise(
    state: State, emit: Emit, *, practising: PracticeService | None, reasoner: Reasoner
) -> Update:
    """The question or hint with its passage; a language model makes its own."""
    if practising is None or _by_model(reasoner):
        return {"detail": {"left_to": reasoner.mode}, "summary": "left to the language model"}
    result = await asyncio.to_thread(practising.reply_to, _request(state))
    detail = {"found": result.why}
    if result.message:
        return _ended(state, emit, result, reasoner) | {"detail": detail, "summary": result.why}
    passages = [passage | {"relevant": bool(result.quotes)} for passage in result.passages]
    update: Update = {
        "query": asked(state),
        "passages": passages,
        "detail": detail,
        "summary": result.why,
    }
    if result.quotes and result.practice:
        update |= {"quotes": list(result.quotes), "practice": result.practice}
    return update


def _by_model(reasoner: Reasoner) -> bool:
    """Whether a language model makes its own: one that was not measured to be weak."""
    decided = getattr(reasoner, "decisions", None)
    weak = isinstance(decided, Decisions) and decided.write != "model"
    return reasoner.mode != "extractive" and not weak


def _request(state: State) -> PracticeRequest:
    return PracticeRequest(
        kind=state.get("kind", "quiz"),
        wanted=state.get("wanted", ""),
        asked=asked(state),
        text=question(state),
        courses=state.get("courses", []),
        history=history(state),
        seed=state.get("conversation_id", ""),
    )


def _ended(state: State, emit: Emit, result: PracticeReply, reasoner: Reasoner) -> Update:
    """An answer in our own words: no further question, or no printed solution."""
    emit(Event("token", {"text": result.message}))
    outcome: State = {
        "status": "answered",
        "query": asked(state),
        "passages": [],
        "answer": result.message,
        "citations": [],
    }
    if result.practice:
        outcome["practice"] = result.practice
    return {**outcome, "messages": [reply(state | outcome, reasoner)]}
