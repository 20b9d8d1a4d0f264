"""Questions that were refused, answered without support or beside the point, or rated down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Literal

from agent.turns.turn_row import FeedbackRow, TurnRow
from agent.types import Citation

Reason = Literal["refused", "unsupported", "weakly matched", "thumbed down"]
REASONS: tuple[Reason, ...] = ("refused", "unsupported", "weakly matched", "thumbed down")
"""Weakly matched: most statements of the answer are not on the question's subject."""


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
    last: TurnRow | None = None  # the last turn in which it failed

    @property
    def key(self) -> str:
        """16 hex digits that identify the question in its courses."""
        whole = "\n".join((_plain(self.query), *self.courses))
        return sha256(whole.encode()).hexdigest()[:16]


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
        if turn["asked_at"] >= each.last_asked_at:
            each.last_asked_at, each.last = turn["asked_at"], turn
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
    elif turn["status"] == "answered" and not _given(turn) and _is_weak(checks):
        reasons.append("weakly matched")
    if opinion and opinion["rating"] < 0:
        reasons.append("thumbed down")
    return reasons


def _given(turn: TurnRow) -> bool:
    """Whether it was looked up, or set as an exercise: it need not have the question's words."""
    record = turn["record"]
    looked = [step for step in record.get("trace", []) if step["node"] == "look_up"]
    return "practice" in record or any(step["detail"].get("found") for step in looked)


def _is_weak(checks: list[dict[str, Any]]) -> bool:
    statements = [each for step in checks for each in step["detail"].get("support", [])]
    off = [each for each in statements if each.get("on_the_question") is False]
    return 2 * len(off) > len(statements)


def _searched(turn: TurnRow) -> str:
    """The first query: the question, made standalone if it is a follow-up."""
    steps = turn["record"].get("trace", [])
    first = next((step for step in steps if step["node"] == "retrieve"), None)
    return str(first["detail"].get("query") or turn["question"]) if first else turn["question"]


def _plain(question: str) -> str:
    return " ".join(question.casefold().split()).rstrip("?!. ")
