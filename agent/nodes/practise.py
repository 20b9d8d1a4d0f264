"""Give a quiz question or a hint, or continue one."""

from __future__ import annotations

import asyncio

from agent.events import Event
from agent.llm.decisions import Decisions
from agent.nodes import Emit, Update, node
from agent.practice.by_model import Left, left_to_model
from agent.practice.practice_service import PracticeService
from agent.practice.request import PracticeReply, PracticeRequest
from agent.reasoner import Reasoner
from agent.record import reply
from agent.state import State, asked, history, question

LEFT = "left to the language model"


@node(doing="Preparing it…", done="Prepared quiz or hint")
async def practise(
    state: State, emit: Emit, *, practising: PracticeService | None, reasoner: Reasoner
) -> Update:
    """The question or hint with its passage, or what is left to a language model."""
    if practising is None:
        return {"detail": {"left_to": reasoner.mode}, "summary": LEFT}
    request = _request(state)
    result = await asyncio.to_thread(practising.reply_to, request)
    if _by_model(reasoner) and (left := left_to_model(request, result)):
        return _left(left, reasoner)
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


def _left(left: Left, reasoner: Reasoner) -> Update:
    """The message, or the open question of a quiz, for the search and the model."""
    update: Update = {
        "practice": left.practice,
        "detail": {"left_to": reasoner.mode},
        "summary": LEFT,
    }
    if left.question:
        update |= {"asked": left.question, "query": left.question, "style": "answer"}
    return update


def _by_model(reasoner: Reasoner) -> bool:
    """Whether a language model writes: one that was not measured to be weak."""
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
