"""Answer small talk and questions about the conversation, without a search."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing

from agent.conversing.conversation_replies import conversation_reply
from agent.conversing.small_talk_replies import small_talk_reply
from agent.events import Event
from agent.languages.detect import language_of
from agent.languages.replies import TALK, said
from agent.nodes import Emit, Update, node
from agent.reasoner import Notice, Reasoner
from agent.record import reply
from agent.state import State, add_usage, history, question, turn
from agent.types import Citation, CourseInfo, Usage, no_usage
from agent.understanding import topical
from agent.understanding.conversation import (
    REVISIONS,
    AboutConversation,
    about_conversation,
    about_conversation_in,
)
from agent.understanding.small_talk import UNCLEAR, small_talk

Courses = Callable[[], Sequence[CourseInfo]]
_NUMBER = re.compile(r"\[(\d{1,3})\]")


@node(doing="Answering…", done="Answered without searching")
async def converse(state: State, emit: Emit, *, reasoner: Reasoner, courses: Courses) -> Update:
    """A short answer without citations; or the last answer in another form, with its citations."""
    streamed = _Streamed(emit)
    citations: list[Citation] = []
    usage = no_usage()
    if revised := _revision(state, reasoner):
        usage = await streamed.all(revised)
        citations = _kept(topical(history(state))[-1].citations, streamed.text)
        for citation in citations:
            emit(Event("citation", citation))
    else:
        streamed(await asyncio.to_thread(_reply, state, courses))
    outcome: State = {
        "status": "answered",
        "answer": streamed.text,
        "citations": citations,
        "usage": add_usage(state, usage),
    }
    return {
        **outcome,
        "messages": [reply(state | outcome, reasoner)],
        "detail": {"revised": bool(usage["llm_calls"])},
        "summary": "nothing was searched",
    }


def _revision(state: State, reasoner: Reasoner) -> AsyncGenerator[str | Notice | Usage] | None:
    """The last answer in another form, if that is requested and there is a model for it."""
    found = _about(state)
    if found is None or found.about not in REVISIONS or not topical(history(state)):
        return None
    return reasoner.revise(turn(state), topical(history(state))[-1].answer)


def _reply(state: State, courses: Courses) -> str:
    text = question(state)
    if found := _about(state):
        return conversation_reply(found, topical(history(state)))
    chosen = state.get("courses", [])
    here = [course for course in courses() if not chosen or course["name"] in chosen]
    if other := said(text, TALK, language_of(text)):
        code, intent = other
        return small_talk_reply(intent, here, code)
    return small_talk_reply(small_talk(text) or UNCLEAR, here)


def _about(state: State) -> AboutConversation | None:
    """What a message about the conversation asks for, in whatever language."""
    if state["kind"] != "conversation":
        return None
    text = question(state)
    return about_conversation(text) or about_conversation_in(text, language_of(text))


def _kept(citations: Sequence[Citation], text: str) -> list[Citation]:
    """The citations whose numbers a text still has."""
    numbers = {int(number) for number in _NUMBER.findall(text)}
    return [citation for citation in citations if citation["n"] in numbers]


class _Streamed:
    """The text streamed so far."""

    def __init__(self, emit: Emit) -> None:
        self._emit = emit
        self.text = ""

    def __call__(self, text: str) -> None:
        text = text if self.text else text.lstrip()
        if text:
            self.text += text
            self._emit(Event("token", {"text": text}))

    async def all(self, pieces: AsyncGenerator[str | Notice | Usage]) -> Usage:
        """Streams a model's text; returns its usage."""
        usage = no_usage()
        async with aclosing(pieces):
            async for piece in pieces:
                if isinstance(piece, str):
                    self(piece)
                elif isinstance(piece, Notice):
                    self.text = "" if piece.kind == "discard" else self.text
                else:
                    usage = piece
        self.text = self.text.strip()
        return usage
