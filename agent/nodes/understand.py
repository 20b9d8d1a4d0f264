"""Classify the message before anything is searched."""

from __future__ import annotations

import asyncio

from agent.nodes import Emit, Update, node
from agent.reasoner import Reasoner
from agent.state import State, history, question
from agent.types import Refusal
from agent.understanding import Message, Understanding, Understood


@node(doing="Reading the question…", done="Understood the question")
async def understand(
    state: State, emit: Emit, *, understanding: Understanding, reasoner: Reasoner
) -> Update:
    """The message's kind, its question, and the style of the answer."""
    message = Message(question(state), history(state), state.get("style", "answer"))
    understood = await asyncio.to_thread(understanding.classify, message)
    summary = f"{understood.kind}: {understood.why}"
    if understood.asked != message.text:
        summary += f"; asks “{understood.asked}”"
    update: Update = {
        "kind": understood.kind,
        "asked": understood.asked,
        "context": understood.context,
        "style": understood.style,
        "wanted": understood.wanted,
        "detail": _decided(message, understood),
        "summary": summary,
    }
    if understood.query:
        update["query"] = understood.query
    if understood.needs_model and reasoner.mode == "extractive":
        unsupported: Refusal = "unsupported"
        update["refusal"] = unsupported
    return update


def _decided(message: Message, understood: Understood) -> dict[str, object]:
    detail: dict[str, object] = {"kind": understood.kind, "why": understood.why}
    if understood.asked != message.text:
        detail["asked"] = understood.asked
    if understood.context:
        detail["context"] = understood.context
    return detail
