"""Decide which passages help to answer."""

from __future__ import annotations

from agent.nodes import Emit, Update, node
from agent.reasoner import Reasoner, Turn
from agent.state import State, add_usage, turn
from agent.text.counted import counted
from agent.types import Passage

SHOWN = 0.6
"""Share of a passage's text; if that much was shown, "more" excludes the passage."""


def _doing(state: State) -> str:
    passages = state.get("passages")
    return f"Reading {counted(len(passages), 'passage')}…" if passages else "Reading the passages…"


@node(doing=_doing, done="Judged the passages")
async def grade_documents(state: State, emit: Emit, *, reasoner: Reasoner) -> Update:
    """The passages with a verdict each."""
    asked = turn(state)
    grades = await reasoner.grade(asked)
    seen = [asked.wants_other and _seen(asked, passage) for passage in asked.passages]
    if asked.wanted == "simpler" and not any(
        verdict and not shown for verdict, shown in zip(grades.relevant, seen, strict=True)
    ):
        seen = [False] * len(seen)  # no other passage explains it
    passages = [
        passage | {"relevant": verdict and not shown}
        for passage, verdict, shown in zip(asked.passages, grades.relevant, seen, strict=True)
    ]
    verdicts = [
        {
            "passage": passage["id"],
            "relevant": passage["relevant"],
            "reason": "already shown" if shown else reason,
        }
        for passage, reason, shown in zip(passages, grades.reasons, seen, strict=True)
    ]
    kept = sum(bool(passage["relevant"]) for passage in passages)
    chosen = {"chosen_by": "model"} if grades.quotings else {}
    return {
        "passages": passages,
        "suggestion": grades.suggestion,
        "quotings": list(grades.quotings),
        "usage": add_usage(state, grades.usage),
        "detail": {
            "kept": kept,
            "of": len(passages),
            "verdicts": verdicts,
            "dropped": list(grades.dropped),
            **chosen,
            **grades.asked,
        },
        "summary": f"{kept} of {len(passages)} help to answer"
        + (f"; left out to fit the context: {', '.join(grades.dropped)}" if grades.dropped else ""),
    }


def _seen(turn: Turn, passage: Passage) -> bool:
    """Whether most of a passage was shown in this conversation."""
    shown = {
        at
        for span in turn.shown
        if span.passage_id == passage["id"]
        for at in range(span.start, span.end)
    }
    return len(shown) >= SHOWN * len(passage["text"])
