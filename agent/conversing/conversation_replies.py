"""Replies about the conversation: what was asked, what was answered, and from where."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.reasoner import Exchange
from agent.types import Citation
from agent.understanding.conversation import REVISIONS, About, AboutConversation

LISTED = 20  # questions
_MARKER = re.compile(r" ?\[\d{1,3}\]")
_NOTHING = "Nothing has been asked in this conversation yet."
_REVISING: dict[About, str] = {
    "translate": "Translating an answer",
    "shorten": "Shortening an answer",
    "rephrase": "Putting an answer in other words",
}
_SURE = (
    "Every sentence with a number behind it stands in the materials: open the number to read the "
    "place."
)


def conversation_reply(found: AboutConversation, history: Sequence[Exchange]) -> str:
    """A reply from the exchanges in which something was asked, oldest first."""
    if found.about in REVISIONS:
        return _cannot_revise(found.about, history)
    return _REPLIES[found.about](history) if history else _NOTHING


def _cannot_revise(about: About, history: Sequence[Exchange]) -> str:
    if not history:
        return "There is no answer in this conversation yet."
    return (
        f"{_REVISING[about]} needs a language model, and this mentor runs without one: it quotes "
        "the materials word for word. “Explain simpler” shows another passage, “give me an "
        "example” an example."
    )


def _last_question(history: Sequence[Exchange]) -> str:
    return f"Your last question was: “{history[-1].question}”"


def _first_question(history: Sequence[Exchange]) -> str:
    return f"Your first question was: “{history[0].question}”"


def _count(history: Sequence[Exchange]) -> str:
    asked = f"{len(history)} questions" if len(history) > 1 else "one question"
    return f"You have asked {asked} so far."


def _questions(history: Sequence[Exchange]) -> str:
    lines = [f"{n}. {_line(past.question)}" for n, past in enumerate(history[-LISTED:], start=1)]
    return "You have asked:\n\n" + "\n".join(lines)


def _last_answer(history: Sequence[Exchange]) -> str:
    last = history[-1]
    answer = _MARKER.sub("", last.answer)
    return f"The answer to “{_line(last.question)}” was:\n\n{answer}"


def _sources(history: Sequence[Exchange]) -> str:
    places = dict.fromkeys(_place(citation) for citation in history[-1].citations)
    if not places:
        return f"The answer to “{_line(history[-1].question)}” quotes no document."
    return f"The answer to “{_line(history[-1].question)}” is from {'; '.join(places)}."


def _sure(history: Sequence[Exchange]) -> str:
    return _SURE


def _place(citation: Citation) -> str:
    page = f", page {citation['page']}" if citation["page"] else ""
    heading = citation["section"].split(" > ")[-1]
    return f"{citation['title']}{page or (heading and f', {heading}')} ({citation['source']})"


def _line(question: str) -> str:
    return " ".join(question.split())


_REPLIES = {
    "last_question": _last_question,
    "first_question": _first_question,
    "count": _count,
    "questions": _questions,
    "last_answer": _last_answer,
    "sources": _sources,
    "sure": _sure,
}
