"""Answer from the facts of the course, or by the part of the materials that is named, if it can."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from agent.events import Event
from agent.lookup.finding import Found
from agent.nodes import Emit, Update, node
from agent.reasoner import Reasoner
from agent.record import reply
from agent.state import State, query
from agent.text.counted import counted
from agent.types import Kind

Look = Callable[[Kind, str, Sequence[str]], Found | None]
"""What a question of this kind, in these courses, is answered by; see `LookUp.of`."""


@node(doing="Looking it up…", done="Looked it up")
async def look_up(state: State, emit: Emit, *, look: Look, reasoner: Reasoner) -> Update:
    """What was looked up, with its passages kept relevant; else word that it has to be searched."""
    text = query(state)
    courses = state.get("courses", [])
    found = await asyncio.to_thread(look, state.get("kind", "question"), text, courses)
    if found is None:
        return {"detail": {"found": False}, "summary": "nothing to look up: to be searched"}
    detail: dict[str, object] = {"found": True, **found.detail}
    if found.says:
        ended = _ended(state, emit, found, reasoner)
        return ended | {"detail": detail, "summary": "nothing of it can be quoted"}
    passages = [passage | {"relevant": True} for passage in found.passages]
    emit(Event("sources", {"passages": passages}))
    return {
        "query": text,
        "passages": passages,
        "quotes": list(found.quotes),
        "detail": detail,
        "summary": f"found in {counted(len(passages), 'passage')}",
    }


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
    if not found.covered:
        outcome["refusal"] = "not_covered"
    return {**outcome, "messages": [reply(state | outcome, reasoner)]}
