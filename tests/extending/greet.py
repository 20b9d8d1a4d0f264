"""A node: greet before anything is searched."""

from __future__ import annotations

from agent.events import Event
from agent.nodes import Emit, Update, node
from agent.state import State, question


@node(doing="Saying hello…", done="Said hello")
async def greet(state: State, emit: Emit) -> Update:
    """Nothing changes in the state; the reader sees a word."""
    emit(Event("token", {"text": "Hello! "}))
    words = len(question(state).split())
    return {"detail": {"words": words}, "summary": f"a question of {words} words"}
