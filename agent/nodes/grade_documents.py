"""Decide which passages help to answer."""

from __future__ import annotations

from agent.nodes import Emit, Update
from agent.reasoner import Reasoner
from agent.state import State, add_usage, turn


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
    }
