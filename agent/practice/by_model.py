"""Quizzes and hints with a language model: what it writes itself, and the turns that follow."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from agent.practice.practice_service import last_practice, solved
from agent.practice.request import PracticeReply, PracticeRequest
from agent.reasoner import Exchange
from agent.types import Practice

_MARKER = re.compile(r"\s*\[\d+\]")


@dataclass(frozen=True, slots=True)
class Left:
    """The part left to the language model, and the record with which the conversation continues."""

    practice: Practice
    question: str = ""  # to be answered instead of the message; "" for the message itself


def left_to_model(request: PracticeRequest, computed: PracticeReply) -> Left | None:
    """The model's part in place of the computed reply; None keeps that reply.

    Quiz questions come from the materials, which have their answers; on a topic without any the
    model asks its own. It writes the hints on a task. A question that it asked itself, or a task
    without a printed solution, is answered when the student wants the solution.
    """
    last = last_practice(request.history)
    if request.wanted in ("reveal", "attempt"):
        open_ = last and not last["passage_id"]
        return Left(solved(last), _question_of(last, request.history)) if last and open_ else None
    if request.kind == "hint":
        of_quiz = request.wanted == "next" and last and last["style"] == "quiz"
        known = computed.practice or unsolved("hint", request.asked)
        return None if of_quiz and last and last["passage_id"] else Left(known)
    found = computed.quotes or computed.message
    return None if found else Left(unsolved("quiz", request.asked))


def unsolved(style: Literal["quiz", "hint"], topic: str) -> Practice:
    """A quiz question that the model asks in its answer, or a task without a known solution."""
    return Practice(
        style=style,
        question="" if style == "quiz" else topic,
        topic=topic,
        passage_id="",
        answer=[],
        key=[],
        idea=[],
        shown="question" if style == "quiz" else "place",
    )


def _question_of(last: Practice, history: Sequence[Exchange]) -> str:
    """The task, or the question that the model asked, without its citations."""
    if last["question"]:
        return last["question"]
    asked = next(past.answer for past in reversed(history) if past.practice)
    return _MARKER.sub("", asked).strip()
