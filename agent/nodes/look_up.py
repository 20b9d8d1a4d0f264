"""Answer from the facts of the course, or with the named part of the materials, if possible."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from agent.events import Event
from agent.lookup.course_lookup import LookUpResult
from agent.nodes import Emit, Update, node
from agent.reasoner import Reasoner
from agent.record import reply
from agent.state import State, query
from agent.text.counted import counted
from agent.types import Kind

LookUpFunction = Callable[[Kind, str, Sequence[str]], LookUpResult | None]
"""The answer to a question of this kind in these courses; see `LookUp.find`."""


@node(doing="Looking it up…", done="Looked it up")
async def look_up(state: State, emit: Emit, *, look: LookUpFunction, reasoner: Reasoner) -> Update:
    """The result with its passages marked relevant; or a note that a search is needed."""
    text = query(state)
    courses = state.get("courses", [])
    found = await asyncio.to_thread(look, state.get("kind", "question"), text, courses)
    if found is None:
        return {"detail": {"found": False}, "summary": "nothing to look up: searching"}
    detail: dict[str, object] = {"found": True, **found.detail}
    if found.text:
        ended = _ended(state, emit, found, reasoner)
        return ended | {"detail": detail, "summary": "nothing to quote"}
    passages = [passage | {"relevant": True} for passage in found.passages]
    emit(Event("sources", {"passages": passages}))
    return {
        "query": text,
        "passages": passages,
        "quotes": list(found.quotes),
        "detail": detail,
        "summary": f"found in {counted(len(passages), 'passage')}",
    }


def _ended(state: State, emit: Emit, found: LookUpResult, reasoner: Reasoner) -> Update:
    """An answer in our own words: there is no such part, or it is ambiguous."""
    emit(Event("token", {"text": found.text}))
    outcome: State = {
        "status": "answered" if found.covered else "refused",
        "query": query(state),
        "passages": [],
        "answer": found.text,
        "citations": [],
    }
    if not found.covered:
        outcome["refusal"] = "not_covered"
    return {**outcome, "messages": [reply(state | outcome, reasoner)]}
