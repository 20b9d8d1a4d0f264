"""Refuse: the reason, and the closest topics of the materials."""

from __future__ import annotations

import asyncio

from agent.events import Event
from agent.languages.names import ENGLISH
from agent.languages.replies import replies, speaks
from agent.nodes import Emit, Update, node
from agent.nodes.converse import Courses
from agent.nodes.retrieve import Retriever
from agent.reasoner import Reasoner
from agent.record import reply
from agent.refusals.nearest import MOST, nearest_places
from agent.refusals.reasons import Reason, Reasons
from agent.refusals.wording import reason_text, with_topics
from agent.state import State, asked, question
from agent.types import Place
from agent.understanding import Understanding

FURTHER = 30
"""Passages searched if those found come from fewer than three places."""


@node(doing="Looking for the nearest topics…", done="Declined to answer")
async def refuse(
    state: State,
    emit: Emit,
    *,
    reasoner: Reasoner,
    retriever: Retriever,
    understanding: Understanding,
    courses: Courses,
) -> Update:
    """A refusal without citations. It replaces a draft that could not be supported."""
    readable = state.get("readable", [])
    known = [course["name"] for course in await asyncio.to_thread(courses)]
    names = [name for name in known if not readable or name in readable]
    reason = await Reasons(retriever, reasoner).find(state, names, understanding.vocabulary)
    nearest = await _nearest(state, reason, retriever)
    spoken = understanding.vocabulary.language_of(question(state))
    why = reason_text(state, reason, understanding.languages, spoken)
    text = with_topics(why, nearest, spoken)
    if not state.get("draft"):
        emit(Event("token", {"text": text}))
    queries = list(dict.fromkeys([*state.get("tried", []), state["query"]]))
    outcome = _outcome(reason, text, nearest)
    return {
        **outcome,
        "messages": [reply(state | outcome, reasoner)],
        "detail": _detail(reason, why, spoken) | {"queries": queries, "nearest": nearest},
        "summary": f"{_SUMMARIES[reason.refusal]}; nothing relevant for "
        + ", then ".join(f"“{query}”" for query in queries),
    }


_SUMMARIES = {
    "course": "another course has an answer",
    "spelling": "another spelling has an answer",
    "unsupported": "not without a language model",
    "not_covered": "not covered",
}


def _detail(reason: Reason, why: str, spoken: str | None) -> dict[str, object]:
    """`more`: what the reason says beyond that the materials do not cover it."""
    language = spoken if speaks(spoken) else ENGLISH
    more = why.removeprefix(replies(language)["not_covered"]).strip()
    return {"refusal": reason.refusal, "reason": why, "language": language, "more": more}


def _outcome(reason: Reason, text: str, nearest: list[Place]) -> State:
    outcome: State = {
        "status": "refused",
        "refusal": reason.refusal,
        "answer": text,
        "citations": [],
        "nearest": nearest,
        "did_you_mean": list(reason.did_you_mean),
    }
    if reason.elsewhere:
        outcome["elsewhere"] = list(reason.elsewhere)
    return outcome


async def _nearest(state: State, reason: Reason, retriever: Retriever) -> list[Place]:
    """The three closest topics, if the materials have as many."""
    courses = state.get("courses", [])
    if reason.did_you_mean:
        meant = await retriever.search(reason.did_you_mean[0], courses, FURTHER, brief=True)
        return nearest_places(meant)
    found = nearest_places(state["passages"])
    if len(found) < MOST:
        more = await retriever.search(asked(state), courses, FURTHER, brief=True)
        found = nearest_places([*state["passages"], *more])
    return found
