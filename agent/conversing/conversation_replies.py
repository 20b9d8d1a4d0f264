"""Replies about the conversation: what was asked, what was answered, and from where."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from agent.languages.replies import replies
from agent.reasoner import Exchange
from agent.types import Citation
from agent.understanding.conversation import REVISIONS, AboutConversation

LISTED = 20  # questions
_MARKER = re.compile(r" ?\[\d{1,3}\]")
_Texts = Mapping[str, str]


def conversation_reply(found: AboutConversation, history: Sequence[Exchange]) -> str:
    """A reply from the exchanges in which something was asked, oldest first."""
    texts = replies(found.code)
    if found.about in REVISIONS:
        if not history:
            return texts["nothing_answered"]
        return texts["needs_model"].format(doing=texts[found.about])
    return _REPLIES[found.about](history, texts) if history else texts["nothing_asked"]


def _last_question(history: Sequence[Exchange], texts: _Texts) -> str:
    return texts["last_question"].format(question=history[-1].question)


def _first_question(history: Sequence[Exchange], texts: _Texts) -> str:
    return texts["first_question"].format(question=history[0].question)


def _count(history: Sequence[Exchange], texts: _Texts) -> str:
    return texts["count" if len(history) > 1 else "count_one"].format(n=len(history))


def _questions(history: Sequence[Exchange], texts: _Texts) -> str:
    lines = [f"{n}. {_line(past.question)}" for n, past in enumerate(history[-LISTED:], start=1)]
    return f"{texts['questions']}\n\n" + "\n".join(lines)


def _last_answer(history: Sequence[Exchange], texts: _Texts) -> str:
    last = history[-1]
    lead = texts["last_answer"].format(question=_line(last.question))
    return f"{lead}\n\n{_MARKER.sub('', last.answer)}"


def _sources(history: Sequence[Exchange], texts: _Texts) -> str:
    last = history[-1]
    places = dict.fromkeys(_place(citation, texts) for citation in last.citations)
    reply = texts["sources" if places else "no_sources"]
    return reply.format(question=_line(last.question), places="; ".join(places))


def _sure(history: Sequence[Exchange], texts: _Texts) -> str:
    return texts["sure"]


def _place(citation: Citation, texts: _Texts) -> str:
    page = texts["page"].format(n=citation["page"]) if citation["page"] else ""
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
