"""What a message wants of a quiz or a hint, and what it gets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agent.reasoner import Exchange
from agent.types import Kind, Passage, Practice, Quote, Wanted


@dataclass(frozen=True, slots=True)
class Wish:
    """A message that wants a quiz question or a hint, or goes on with one."""

    kind: Kind
    wanted: Wanted
    asked: str  # the topic, or what the hint is for
    text: str  # the student's words
    courses: Sequence[str] = ()
    history: Sequence[Exchange] = ()
    seed: str = ""  # puts questions on anything in an order


@dataclass(frozen=True, slots=True)
class Given:
    """What a message gets: quotes, or words of ours; without both nothing was found."""

    why: str
    quotes: Sequence[Quote] = ()
    passages: Sequence[Passage] = ()
    practice: Practice | None = None
    says: str = ""
