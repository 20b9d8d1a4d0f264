"""Rewrites a query that found nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from agent.reasoners.extractive.synonyms import SYNONYMS
from agent.search.vocabulary import Vocabulary
from agent.text.english_words import FRAME_STEMS, Word, content_words, stem, word_set

_JUDGING = word_set("good bad poor nice lose loses lost get cost")
"""Words of a judgement, which materials put otherwise: "points for bad style"."""
FEWEST = 2  # terms kept in a shortened query


def rewritten(query: str, tried: Sequence[str], vocabulary: Vocabulary) -> str | None:
    """The first new variant of a query (the materials' words, fewer words), or None.

    Misspelt words were already searched in the spelling of the index.
    """
    seen = {_plain(vocabulary.corrected(other)) for other in (query, *tried)}
    for variant in _variants(vocabulary.corrected(query), vocabulary):
        if variant and _plain(variant) not in seen:
            return variant
    return None


def _variants(query: str, vocabulary: Vocabulary) -> Iterator[str]:
    terms = [word for word in content_words(query) if word.stem not in FRAME_STEMS]
    yield " ".join(_usual(word, vocabulary) for word in terms)
    yield " ".join(word.text for word in terms)
    yield " ".join(word.text for word in terms if word.text not in _JUDGING)
    known = sorted(
        (word for word in terms if vocabulary.knows(word.stem)),
        key=lambda word: -vocabulary.idf(word.stem),
    )
    if len(known) >= FEWEST:
        yield " ".join(word.text for word in known[:FEWEST])


def _usual(word: Word, vocabulary: Vocabulary) -> str:
    """The word itself, or the synonym that the materials use."""
    if vocabulary.knows(word.stem):
        return word.text
    others = SYNONYMS.get(word.stem, frozenset()) & vocabulary.frequency.keys()
    known = [form for form in vocabulary.counts if stem(form) in others] if others else []
    return max(known, key=lambda form: vocabulary.counts[form], default=word.text)


def _plain(query: str) -> str:
    return " ".join(query.lower().rstrip("?.! ").split())
