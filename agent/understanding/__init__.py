"""Classifies a student's message by rules and the words of the index, without a model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from agent.languages.detect import languages_of
from agent.languages.replies import ABOUT, TALK, WANTED, said
from agent.search.vocabulary import Vocabulary
from agent.understanding.message import Message, Understood, topical
from agent.understanding.rules import RULES
from agent.understanding.rules_by_language import OTHER_LANGUAGES
from agent.understanding.same_course import in_the_same_course

__all__ = ["Message", "Understanding", "Understood", "topical"]


@dataclass(slots=True)
class _Known:
    """A vocabulary, and the languages of its words."""

    vocabulary: Vocabulary
    languages: frozenset[str]


class Understanding:
    """Classifies messages. `vocabulary` returns the current words of the index."""

    def __init__(self, vocabulary: Callable[[], Vocabulary], *, multilingual: bool = False) -> None:
        """`multilingual`: whether a question finds passages in other languages."""
        self._vocabulary = vocabulary
        self._multilingual = multilingual
        self._known: _Known | None = None

    @property
    def vocabulary(self) -> Vocabulary:
        """The words of the index."""
        return self._now().vocabulary

    @property
    def languages(self) -> frozenset[str]:
        """The languages of the materials besides English."""
        return self._now().languages

    def classify(self, message: Message) -> Understood:
        """The message's kind and question, from the first rule that matches."""
        known = self._now()
        plain = replace(
            message,
            text=message.text.strip(),
            vocabulary=known.vocabulary,
            languages=known.languages,
            multilingual=self._multilingual,
        )
        other = _in_another_language(plain)
        found = (rule(plain) for rule in (OTHER_LANGUAGES if other else RULES))
        understood = next(understood for understood in found if understood)
        return understood if other else in_the_same_course(plain, understood)

    def _now(self) -> _Known:
        vocabulary = self._vocabulary()
        known = self._known
        if known is None or known.vocabulary is not vocabulary:
            known = self._known = _Known(vocabulary, languages_of(vocabulary.counts))
        return known


def _in_another_language(message: Message) -> bool:
    """Whether a message is in another language than English."""
    return bool(message.spoken or said(message.text, (*TALK, *ABOUT, *WANTED)))
