"""A turn as stored: one question with its answer, and its rating."""

from __future__ import annotations

from typing import Any

from typing_extensions import TypedDict

from agent.types import Status, Style

RUNNING = "running"  # the status of a turn that has not ended
QUESTION = "-q"
TITLE = 80  # characters of the first question


class TurnRow(TypedDict):
    """One question with its answer."""

    number: int  # in order of time
    id: str
    conversation_id: str
    parent: str | None
    run_id: str
    question: str
    courses: list[str]
    style: Style
    status: Status  # or "running"
    answer: str
    record: dict[str, Any]  # a `Record`, and the `error` of a failed turn; empty while it runs
    asked_at: float  # seconds since the epoch


class FeedbackRow(TypedDict):
    """A student's rating of an answer."""

    message_id: str
    conversation_id: str
    rating: int
    comment: str | None
    given_at: float
    question: str
    answer: str


def question_id(message_id: str) -> str:
    """The id of the question that a message answers."""
    return message_id + QUESTION


def turn_id(message_id: str) -> str:
    """The id of the turn that a question or an answer belongs to."""
    return message_id.removesuffix(QUESTION)


def title_of(question: str) -> str:
    """A question as a title, on one line."""
    line = " ".join(question.split())
    return line if len(line) <= TITLE else line[: TITLE - 1].rstrip() + "…"
