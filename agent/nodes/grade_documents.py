"""Decide which passages help to answer."""

from __future__ import annotations

from agent.nodes import Emit, Update, node
from agent.reasoner import Reasoner
from agent.state import State, add_usage, turn
from agent.text.counted import counted


def _doing(state: State) -> str:
    passages = state.get("passages")
    return f"Reading {counted(len(passages), 'passage')}…" if passages else "Reading the passages…"


@node(doing=_doing, done="Judged the passages")
async def grade_documents(state: State, emit: Emit, *, reasoner: Reasoner) -> Update:
    """The passages with a verdict each."""
    grades = await reasoner.grade(turn(state))
    passages = [
        passage | {"relevant": verdict}
        for passage, verdict in zip(state["passages"], grades.relevant, strict=True)
    ]
    verdicts = [
        {"passage": passage["id"], "relevant": passage["relevant"], "reason": reason}
        for passage, reason in zip(passages, grades.reasons, strict=True)
    ]
    kept = sum(grades.relevant)
    return {
        "passages": passages,
        "suggestion": grades.suggestion,
        "usage": add_usage(state, grades.usage),
        "detail": {
            "kept": kept,
            "of": len(passages),
            "verdicts": verdicts,
            "dropped": list(grades.dropped),
            **grades.asked,
        },
        "summary": f"{kept} of {len(passages)} help to answer"
        + (f"; left out for want of room: {', '.join(grades.dropped)}" if grades.dropped else ""),
    }
