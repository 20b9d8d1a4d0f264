"""Give a quiz question or a hint, or go on with one, where no language model does."""

from __future__ import annotations

import asyncio

from agent.events import Event
from agent.nodes import Emit, Update, node
from agent.practice.practising import Practising
from agent.practice.wish import Given, Wish
from agent.reasoner import Reasoner
from agent.record import reply
from agent.state import State, asked, history, question


@node(doing="Preparing it…", done="Prepared quiz or hint")
async def practise(
    state: State, emit: Emit, *, practising: Practising | None, reasoner: Reasoner
) -> Update:
    """What is to be asked or shown, with its passage; a language model makes its own."""
    if practising is None or reasoner.mode != "extractive":
        return {"detail": {"left_to": reasoner.mode}, "summary": "made from what a search finds"}
    given = await asyncio.to_thread(practising.of, _wish(state))
    detail = {"found": given.why}
    if given.says:
        return _ended(state, emit, given, reasoner) | {"detail": detail, "summary": given.why}
    passages = [passage | {"relevant": bool(given.quotes)} for passage in given.passages]
    update: Update = {
        "query": asked(state),
        "passages": passages,
        "detail": detail,
        "summary": given.why,
    }
    if given.quotes and given.practice:
        update |= {"quotes": list(given.quotes), "practice": given.practice}
    return update


def _wish(state: State) -> Wish:
    return Wish(
        kind=state.get("kind", "quiz"),
        wanted=state.get("wanted", ""),
        asked=asked(state),
        text=question(state),
        courses=state.get("courses", []),
        history=history(state),
        seed=state.get("conversation_id", ""),
    )


def _ended(state: State, emit: Emit, given: Given, reasoner: Reasoner) -> Update:
    """An answer in our own words: there is no further question, or no printed solution."""
    emit(Event("token", {"text": given.says}))
    outcome: State = {
        "status": "answered",
        "query": asked(state),
        "passages": [],
        "answer": given.says,
        "citations": [],
    }
    if given.practice:
        outcome["practice"] = given.practice
    return {**outcome, "messages": [reply(state | outcome, reasoner)]}
