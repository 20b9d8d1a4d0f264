"""Say that the materials do not cover it, and what they do cover nearby."""

from __future__ import annotations

from agent.events import Event
from agent.nodes import Emit, Update
from agent.reasoner import Reasoner
from agent.record import reply
from agent.state import State
from agent.types import Passage

NEAREST = 3


async def refuse(state: State, emit: Emit, *, reasoner: Reasoner) -> Update:
    """A refusal without citations. It replaces a draft that could not be supported."""
    nearest = _topics(state["passages"])
    text = "The course materials don't cover this."
    if nearest:
        text += " The nearest topics that they do cover: " + "; ".join(nearest) + "."
    if not state.get("draft"):
        emit(Event("token", {"text": text}))
    outcome: State = {"status": "refused", "answer": text, "citations": []}
    return {
        **outcome,
        "messages": [reply(state | outcome, reasoner)],
        "detail": {"queries": [*state.get("tried", []), state["query"]], "nearest": nearest},
    }


def _topics(passages: list[Passage]) -> list[str]:
    """Where the best passages stand, each place once."""
    places = []
    for passage in passages:
        heading = passage["section"].split(" > ")[-1]
        title = passage["title"]
        places.append(f"{heading} ({title})" if heading and heading != title else title)
    return list(dict.fromkeys(places))[:NEAREST]
