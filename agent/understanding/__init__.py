"""What a student's message is, and what it asks: by rules and the words of the index, no model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from agent.search.vocabulary import Vocabulary
from agent.understanding.languages import languages_of
from agent.understanding.rules import RULES, Message, Understood

__all__ = ["Message", "Understanding", "Understood"]


@dataclass(slots=True)
class _Known:
    """A vocabulary, and the languages that its words are of."""

    vocabulary: Vocabulary
    languages: frozenset[str]


class Understanding:
    """Understands messages. `vocabulary` gives the words of the index as it is now."""

    def __init__(self, vocabulary: Callable[[], Vocabulary]) -> None:
        self._vocabulary = vocabulary
        self._known: _Known | None = None

    def of(self, message: Message) -> Understood:
        """What a message is and asks: as the first rule says that knows its kind."""
        vocabulary = self._vocabulary()
        if self._known is None or self._known.vocabulary is not vocabulary:
            self._known = _Known(vocabulary, languages_of(vocabulary.counts))
        plain = replace(
            message,
            text=message.text.strip(),
            vocabulary=vocabulary,
            languages=self._known.languages,
        )
        found = (rule(plain) for rule in RULES)
        return next(understood for understood in found if understood)
