"""Write the answer from the relevant passages, citing them."""

from __future__ import annotations

from contextlib import aclosing

from agent.draft import Draft
from agent.events import Event
from agent.nodes import Emit, Update
from agent.reasoner import Cite, Reasoner
from agent.state import State, add_usage, turn
from agent.types import no_usage


async def generate(state: State, emit: Emit, *, reasoner: Reasoner) -> Update:
    """The draft, streamed; a citation of anything but a relevant passage never leaves this node."""
    places = {i: p["id"] for i, p in enumerate(state["passages"], start=1) if p["relevant"]}
    draft = Draft()
    usage = no_usage()
    dropped = 0
    async with aclosing(reasoner.generate(turn(state))) as pieces:
        async for piece in pieces:
            text = ""
            if isinstance(piece, str):
                text = draft.say(piece)
            elif not isinstance(piece, Cite):
                usage = piece
            elif piece.place in places:
                text = draft.cite(places[piece.place])
            else:
                dropped += 1
            if text:
                emit(Event("token", {"text": text}))
    return {
        "draft": draft.segments,
        "usage": add_usage(state, usage),
        "detail": {"cited": len(draft.cited), "dropped_citations": dropped, **usage},
    }
