"""Requests for quizzes and hints, and their replies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agent.reasoner import Exchange
from agent.types import Kind, Passage, Practice, Quote, Wanted


@dataclass(frozen=True, slots=True)
class PracticeRequest:
    """A message that requests a quiz question or a hint, or continues one."""

    kind: Kind
    wanted: Wanted
    asked: str  # the topic, or what the hint is for
    text: str  # the student's words
    courses: Sequence[str] = ()
    history: Sequence[Exchange] = ()
    seed: str = ""  # shuffles questions without a topic


@dataclass(frozen=True, slots=True)
class PracticeReply:
    """Quotes, or a message of ours; without both nothing was found."""

    why: str
    quotes: Sequence[Quote] = ()
    passages: Sequence[Passage] = ()
    practice: Practice | None = None
    message: str = ""
