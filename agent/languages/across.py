"""Whether a passage supports a statement in another language: by meaning, and by numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from agent.languages.detect import is_english, passage_language, sentence_language
from agent.languages.language import language
from agent.languages.similarity import Similarity
from agent.text.citations import Support
from agent.text.claims import numbers, numbers_known
from agent.text.sentences import sentences
from agent.types import Passage, indexed_text

SAME_MEANING = 0.5  # a statement and its translation have 0.6 to 0.75, two others up to 0.48


class Across:
    """Compares statements with passages in other languages."""

    def __init__(self, similarity: Similarity | None) -> None:
        """None with an English embedding model, which finds nothing in other languages."""
        self._similarity = similarity

    def of(
        self, statements: Sequence[str], passages: Mapping[str, Passage]
    ) -> list[Mapping[str, Support]]:
        """For each statement, its support by each passage in another language."""
        if self._similarity is None:
            return [{} for _ in statements]
        spoken = {id_: passage_language(indexed_text(p)) for id_, p in passages.items()}
        return [
            {
                id_: self._support(statement, passages[id_])
                for id_, code in spoken.items()
                if _other(statement, code) and statement.strip() not in passages[id_]["text"]
            }
            for statement in statements
        ]

    def _support(self, statement: str, passage: Passage) -> Support:
        text = passage["text"]
        spans = [span for span in sentences(text) if span.kind not in ("heading", "head")]
        if not spans or not statement.strip() or self._similarity is None:
            return Support(0.0, 0, len(text))
        near = self._similarity.between(statement, [text[s.start : s.end] for s in spans])
        best = near.index(max(near))
        share = near[best] if near[best] >= SAME_MEANING else 0.0
        if numbers(statement) - _numbers(f"{passage['title']} {passage['section']} {text}"):
            share = 0.0
        return Support(max(share, 0.0), spans[best].start, spans[best].end)


def _other(statement: str, code: str | None) -> bool:
    """Whether a statement is surely in another language than a passage."""
    own = sentence_language(statement)
    if own is None:
        return code is not None and is_english(statement)
    return own != code


def _numbers(text: str) -> set[str]:
    """The numbers of a text, also those that it spells in its own language."""
    code = passage_language(text)
    return set(numbers_known(text)) | (language(code).spelled(text) if code else set())
