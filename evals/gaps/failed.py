"""Questions that were refused, answered without support, or rated down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from agent.store.transcript_tables import FeedbackRow
from agent.turns.turn_row import TurnRow
from agent.types import Citation

Reason = Literal["refused", "unsupported", "thumbed down"]
REASONS: tuple[Reason, ...] = ("refused", "unsupported", "thumbed down")


@dataclass(slots=True)
class Failed:
    """A question and how often it failed, without user names."""

    question: str
    query: str  # the standalone question
    reasons: dict[Reason, int] = field(default_factory=dict)  # counts by reason
    times: int = 0  # that it failed
    last_asked_at: float = 0.0  # seconds since the epoch
    courses: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    cited: list[Citation] = field(default_factory=list)  # of the last bad answer


def failed(turns: Iterable[tuple[TurnRow, FeedbackRow | None]]) -> list[Failed]:
    """The failed questions, equal ones grouped, most frequent first."""
    found: dict[tuple[str, ...], Failed] = {}
    for turn, opinion in turns:
        reasons = _reasons(turn, opinion)
        if not reasons:
            continue
        query = _searched(turn)
        each = found.setdefault(
            (_plain(query), *turn["courses"]),
            Failed(turn["question"], query, courses=list(turn["courses"])),
        )
        each.times += 1
        each.last_asked_at = max(each.last_asked_at, turn["asked_at"])
        each.cited = turn["record"].get("citations", []) or each.cited
        for reason in reasons:
            each.reasons[reason] = each.reasons.get(reason, 0) + 1
        if opinion and opinion["rating"] < 0 and opinion["comment"]:
            each.comments.append(opinion["comment"])
    return sorted(found.values(), key=lambda each: (-each.times, each.question))


def _reasons(turn: TurnRow, opinion: FeedbackRow | None) -> list[Reason]:
    reasons: list[Reason] = []
    checks = [step for step in turn["record"].get("trace", []) if step["node"] == "verify"]
    if turn["status"] == "refused" and not turn["record"].get("indexed"):  # may be in by now
        reasons.append("refused")
    if any(step["detail"].get("unsupported") for step in checks):
        reasons.append("unsupported")
    if opinion and opinion["rating"] < 0:
        reasons.append("thumbed down")
    return reasons


def _searched(turn: TurnRow) -> str:
    """The first query: the question, made standalone if it is a follow-up."""
    steps = turn["record"].get("trace", [])
    first = next((step for step in steps if step["node"] == "retrieve"), None)
    return str(first["detail"].get("query") or turn["question"]) if first else turn["question"]


def _plain(question: str) -> str:
    return " ".join(question.casefold().split()).rstrip("?!. ")
