"""Say that the materials do not cover it, and what they do cover nearby."""

from __future__ import annotations

from collections.abc import Sequence

from agent.events import Event
from agent.nodes import Emit, Update, node
from agent.reasoner import Reasoner
from agent.record import reply
from agent.state import State
from agent.text.citations import link
from agent.types import Passage, Place

MOST = 3
NEAR = 0.33
"""Least cosine similarity of question and passage. Of 39 development questions on other subjects
95% find nothing as near; of 92 on neighbouring topics of the sample courses 62% do."""


@node(doing="Looking for the nearest topics…", done="Declined to answer")
async def refuse(state: State, emit: Emit, *, reasoner: Reasoner) -> Update:
    """A refusal without citations. It replaces a draft that could not be supported."""
    nearest = places(state["passages"])
    text = "The course materials don't cover this."
    if nearest:
        named = "; ".join(_named(place) for place in nearest)
        text += f" The nearest topics that they do cover: {named}."
    if not state.get("draft"):
        emit(Event("token", {"text": text}))
    queries = [*state.get("tried", []), state["query"]]
    outcome: State = {"status": "refused", "answer": text, "citations": [], "nearest": nearest}
    return {
        **outcome,
        "messages": [reply(state | outcome, reasoner)],
        "detail": {"queries": queries, "nearest": nearest},
        "summary": "nothing relevant for " + ", then ".join(f"“{query}”" for query in queries),
    }


def places(passages: Sequence[Passage]) -> list[Place]:
    """Where the passages nearest in meaning stand, nearest first, each place once."""
    near = [passage for passage in passages if (passage["dense"] or 0.0) >= NEAR]
    found: dict[str, Place] = {}
    for passage in sorted(near, key=lambda passage: passage["dense"] or 0.0, reverse=True):
        place = Place(
            title=passage["title"],
            section=passage["section"],
            source=passage["source"],
            page=passage["page"],
            url=link(passage),
        )
        found.setdefault(_named(place), place)
    return list(found.values())[:MOST]


def _named(place: Place) -> str:
    heading, title = place["section"].split(" > ")[-1], place["title"]
    return f"{heading} ({title})" if heading and heading != title else title
