"""Find other words to search with."""

from __future__ import annotations

from agent.nodes import Emit, Update
from agent.reasoner import Reasoner
from agent.state import State, add_usage, turn


async def rewrite_query(state: State, emit: Emit, *, reasoner: Reasoner) -> Update:
    """Another query, or word that there is none left to try."""
    tried = [*state.get("tried", []), state["query"]]
    rewrite = await reasoner.rewrite(turn(state | {"tried": tried}))
    new = rewrite.query if rewrite.query not in tried else None
    return {
        "query": new or state["query"],
        "tried": tried,
        "exhausted": new is None,
        "usage": add_usage(state, rewrite.usage),
        "detail": {"from": state["query"], "query": new},
    }
