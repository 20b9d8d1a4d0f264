"""Answer from the facts of the course, or by the part of the materials that is named, if it can."""

from __future__ import annotations

import asyncio

from agent.events import Event
from agent.lookup.finding import Found, LookUp
from agent.nodes import Emit, Update
from agent.reasoner import Reasoner
from agent.record import reply
from agent.state import State, query


async def look_up(state: State, emit: Emit, *, lookup: LookUp, reasoner: Reasoner) -> Update:
    """What was looked up, with its passages kept relevant; else word that it has to be searched."""
    text = query(state)
    courses = state.get("courses", [])
    found = await asyncio.to_thread(lookup.of, state.get("kind", "question"), text, courses)
    if found is None:
        return {"detail": {"found": False}}
    detail: dict[str, object] = {"found": True, **found.detail}
    if found.says:
        return _ended(state, emit, found, reasoner) | {"detail": detail}
    passages = [passage | {"relevant": True} for passage in found.passages]
    emit(Event("sources", {"passages": passages}))
    return {"query": text, "passages": passages, "quotes": list(found.quotes), "detail": detail}


def _ended(state: State, emit: Emit, found: Found, reasoner: Reasoner) -> Update:
    """An answer in our own words: there is no such part, or which one is meant."""
    emit(Event("token", {"text": found.says}))
    outcome: State = {
        "status": "answered" if found.covered else "refused",
        "query": query(state),
        "passages": [],
        "answer": found.says,
        "citations": [],
    }
    return {**outcome, "messages": [reply(state | outcome, reasoner)]}
