"""Find other words to search with."""

from __future__ import annotations

from agent.nodes import Emit, Update, node
from agent.reasoner import Reasoner
from agent.state import State, add_usage, asked, turn


@node(doing="Trying other words…", done="Tried other words")
async def rewrite_query(state: State, emit: Emit, *, reasoner: Reasoner) -> Update:
    """Another query, or a note that there is none left to try."""
    tried = [*state.get("tried", []), state["query"]]
    rewrite = await reasoner.rewrite(turn(state | {"tried": tried}))
    new = rewrite.query if rewrite.query not in tried else None
    old = state["query"]
    meant: Update = {}
    if rewrite.asked:
        meant = {"asked": rewrite.asked, "did_you_mean": [rewrite.asked]}
    if rewrite.asked and rewrite.by_model:
        meant = {"asked": rewrite.asked, "own_words": asked(state)}
    return {
        **meant,
        "query": new or old,
        "context": "" if new == asked(state) else state.get("context", ""),  # alone now
        "tried": tried,
        "exhausted": new is None,
        "usage": add_usage(state, rewrite.usage),
        "detail": {"from": old, "query": new},
        "summary": f"“{old}” became “{new}”" if new else f"no other words for “{old}”",
    }
