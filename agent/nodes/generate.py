"""Write the answer from the relevant passages, citing them."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import aclosing

from agent.draft import Draft
from agent.events import Event
from agent.nodes import Emit, Update, node
from agent.reasoner import Cite, Notice, Reasoner, Remark
from agent.state import State, add_usage, turn
from agent.text.counted import counted
from agent.types import no_usage

ENDINGS = {"cut", "repeats"}
"""Notices of an answer that was not finished."""
UNFINISHED = " […]"
"""Marks an answer that was cut off in the middle of a sentence."""


@node(doing="Writing the answer…", done="Wrote the answer")
async def generate(state: State, emit: Emit, *, reasoner: Reasoner) -> Update:
    """The draft, streamed; only relevant passages can be cited."""
    places = {i: p["id"] for i, p in enumerate(state["passages"], start=1) if p["relevant"]}
    draft = Draft()
    usage = no_usage()
    dropped = 0
    notices: dict[str, str] = {}

    def show(text: str, **more: str) -> None:
        if text:
            emit(Event("token", {"text": text, **more}))

    async with aclosing(reasoner.generate(turn(state))) as pieces:
        async for piece in pieces:
            if isinstance(piece, str):
                show(draft.add(piece))
            elif isinstance(piece, Remark):
                show(draft.remark(piece.text))
            elif isinstance(piece, Notice):
                notices[piece.kind] = piece.text or "yes"
                draft = Draft() if piece.kind == "discard" else draft
            elif not isinstance(piece, Cite):
                usage = piece
            elif piece.place in places:
                passage_id = places[piece.place]
                show(draft.cite(passage_id, piece.cue), cites=passage_id)
            else:
                dropped += 1
    whole = draft.finished or "checked" in notices  # only whole sentences were released
    if draft.segments and not whole and notices.keys() & ENDINGS:
        show(draft.add(draft.open_fence() + UNFINISHED))
    return {
        "draft": draft.segments,
        "usage": add_usage(state, usage),
        "detail": {"cited": len(draft.cited), "dropped_citations": dropped, **notices, **usage},
        "summary": _summary(len(draft.cited), dropped, notices),
    }


def _summary(cited: int, dropped: int, notices: Mapping[str, str]) -> str:
    parts = [f"cites {counted(cited, 'passage')}"]
    if server := notices.get("server"):
        failed = notices.get("instead_of")
        parts.insert(0, f"written by {server}")
        parts[0] += f" in place of {failed}, which failed" if failed else ""
    if dropped:
        parts.append(f"dropped {counted(dropped, 'citation')} of missing passages")
    if checked := notices.get("checked"):
        parts.append(checked)
    if "cut" in notices:
        parts.append("cut off at the token limit")
    if "repeats" in notices:
        parts.append("stopped because it repeated itself")
    return "; ".join(parts)
