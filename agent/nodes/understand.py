"""Find out what the message is, before anything is searched."""

from __future__ import annotations

import asyncio

from agent.nodes import Emit, Update, node
from agent.state import State, history, question
from agent.understanding import Message, Understanding


@node(doing="Reading the question…", done="Understood the message")
async def understand(state: State, emit: Emit, *, understanding: Understanding) -> Update:
    """The message's kind, what it asks, and the style in which that is to be answered."""
    message = Message(question(state), history(state), state.get("style", "answer"))
    understood = await asyncio.to_thread(understanding.of, message)
    detail: dict[str, object] = {"kind": understood.kind, "why": understood.why}
    summary = f"{understood.kind}: {understood.why}"
    if understood.asked != message.text:
        detail["asked"] = understood.asked
        summary += f"; asks “{understood.asked}”"
    return {
        "kind": understood.kind,
        "asked": understood.asked,
        "style": understood.style,
        "detail": detail,
        "summary": summary,
    }
