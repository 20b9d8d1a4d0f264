"""A question in any language, taken apart as agent/reasoners/extractive does for English."""

from __future__ import annotations

from itertools import pairwise
from typing import cast

from agent.languages.language import Language, language
from agent.reasoners.extractive.question import FRAME_WEIGHT, Question, Term, ask
from agent.reasoners.extractive.question_shape import Shape
from agent.reasoners.languages.word_kin import kin
from agent.search.vocabulary import Vocabulary
from agent.text.english_words import Word

CAPITALS = frozenset(("es", "fr", "it", "pt", "nl"))
"""Languages in which a capital within a sentence is a name's."""


def ask_in(code: str | None, text: str, vocabulary: Vocabulary) -> Question:
    """Take a standalone question apart; None for English."""
    if code is None:
        return ask(text, vocabulary)
    spoken = language(code)
    words = spoken.content_words(text)
    terms: dict[str, Term] = {}
    for word in words:
        terms.setdefault(word.stem, _term(text, word, spoken, vocabulary))
    everything = spoken.words(text)
    shape = spoken.shape(text)
    return Question(
        text=text,
        terms=tuple(terms.values()),
        stems=frozenset(word.stem for word in everything),
        words=frozenset(word.text for word in everything),
        shape=cast(Shape, shape),
        counted="",
        negated=shape not in ("howto", "compare") and spoken.mentions("negation", text),
        weight=sum(term.weight for term in terms.values()) or 1.0,
        numbered=tuple(
            (noun.stem, number.stem)
            for noun, number in pairwise(everything)
            if number.text.isdigit() and noun.text.isalpha() and noun.text not in spoken.stop_words
        ),
    )


def _term(text: str, word: Word, spoken: Language, vocabulary: Vocabulary) -> Term:
    framing = word.stem in spoken.frame_stems
    starts = not text[: word.start].strip(" \"'(`¿¡")
    capital = text[word.start].isupper() and not starts and spoken.code in CAPITALS
    return Term(
        stem=word.stem,
        weight=vocabulary.idf(word.stem) * (FRAME_WEIGHT if framing else 1.0),
        others=kin(word.stem, spoken, vocabulary),
        framing=framing,
        name=capital or any(letter.isdigit() for letter in word.text),
    )
