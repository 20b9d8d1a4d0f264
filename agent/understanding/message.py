"""A student's message, and its classification."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from agent.languages.detect import is_english, language_of
from agent.languages.replies import WANTED
from agent.reasoner import Exchange
from agent.search.continuations import continuation
from agent.search.followup import Completed, completed
from agent.search.vocabulary import Vocabulary
from agent.types import Kind, Style, Wanted
from agent.understanding.phrases import tokens


@dataclass(frozen=True, slots=True)
class Message:
    """A student's message, the exchanges before it (oldest first), and the style it was sent in."""

    text: str
    history: Sequence[Exchange] = ()
    style: Style = "answer"
    vocabulary: Vocabulary = field(default_factory=lambda: Vocabulary.of(()))
    languages: frozenset[str] = frozenset()  # of the materials, besides English
    multilingual: bool = False  # a question finds passages in other languages

    @property
    def topical(self) -> list[Exchange]:
        """The exchanges about the materials."""
        return topical(self.history)

    @property
    def spoken(self) -> str | None:
        """The language besides English that it is in, or that a short one goes on in."""
        if code := self.vocabulary.language_of(self.text):
            return code
        before = self.topical[-1].question if self.topical else ""
        unclear = not is_english(self.text) and not self._known_words
        goes_on = continuation(self.text) in WANTED  # the page's "explain that more simply"
        code = language_of(before) if unclear or goes_on else None
        return code if self.multilingual or code in self.languages else None

    @property
    def _known_words(self) -> bool:
        """Whether the index has a word of it."""
        return any(word in self.vocabulary.counts for word in tokens(self.text))

    @property
    def standing(self) -> str:
        """The message rewritten to stand on its own."""
        return self.completed.text

    @property
    def completed(self) -> Completed:
        """The message completed from the exchange before it."""
        return completed(self.text, self.topical, self.vocabulary.courses)


def topical(history: Sequence[Exchange]) -> list[Exchange]:
    """The exchanges about the materials."""
    return [past for past in history if past.kind not in ("small-talk", "conversation")]


@dataclass(frozen=True, slots=True)
class Understood:
    """A message's kind, the reason in a few words, and its question as a standalone one."""

    kind: Kind
    why: str
    asked: str
    style: Style = "answer"
    query: str = ""  # the search query, if it is longer than the question
    context: str = ""  # the question before, if it is searched with this one
    wanted: Wanted = ""
    needs_model: bool = False  # nothing in it can be searched for
