"""Answer small talk and questions about the conversation: nothing is searched or cited."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from agent.events import Event
from agent.nodes import Emit, Update, node
from agent.reasoner import Reasoner
from agent.record import reply
from agent.state import State
from agent.types import CourseInfo

Courses = Callable[[], Sequence[CourseInfo]]


@node(doing="Answering…", done="Answered without a search")
async def converse(state: State, emit: Emit, *, reasoner: Reasoner, courses: Courses) -> Update:
    """A short answer without citations."""
    found = await asyncio.to_thread(courses)
    named = ", ".join(course["name"] for course in found)
    text = f"Ask a question about {named or 'the course materials'}."
    emit(Event("token", {"text": text}))
    outcome: State = {"status": "answered", "answer": text, "citations": []}
    return {
        **outcome,
        "messages": [reply(state | outcome, reasoner)],
        "detail": {"courses": len(found)},
        "summary": "nothing was searched",
    }
