"""What a student's message is, and what it asks: by rules and the words of the index, no model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from agent.reasoner import Exchange
from agent.search.followup import standalone
from agent.search.vocabulary import Vocabulary
from agent.types import Kind, Style


@dataclass(frozen=True, slots=True)
class Message:
    """A student's message, the exchanges before it (oldest first), and the style it was sent in."""

    text: str
    history: Sequence[Exchange] = ()
    style: Style = "answer"


@dataclass(frozen=True, slots=True)
class Understood:
    """A message's kind, the reason in a few words, and what it asks, standing by itself."""

    kind: Kind
    why: str
    asked: str
    style: Style = "answer"


class Understanding:
    """Understands messages. `vocabulary` gives the words of the index as it is now."""

    def __init__(self, vocabulary: Callable[[], Vocabulary]) -> None:
        self._vocabulary = vocabulary

    def of(self, message: Message) -> Understood:
        """What a message is and asks."""
        asked = standalone(message.text, message.history)
        return Understood("question", "nothing else fits", asked, message.style)
