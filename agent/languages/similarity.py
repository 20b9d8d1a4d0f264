"""How near sentences are to a question in meaning, in any language."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol

KEPT = 4_000  # vectors of sentences


class Embedder(Protocol):
    """A multilingual embedding model."""

    cosine_floor: float

    def embed_query(self, text: str) -> list[float]: ...

    def embed_documents(self, texts: list[str]) -> list[list[float]]: ...


class Similarity:
    """Compares texts by the embedding model; thread-safe."""

    def __init__(self, model: Embedder) -> None:
        self._model = model
        self._question = lru_cache(16)(lambda text: tuple(model.embed_query(text)))
        self._known: dict[str, tuple[float, ...]] = {}

    def of(self, question: str, texts: Sequence[str]) -> list[float]:
        """The similarity of each text to a question, 0 for unrelated ones, at most 1."""
        asked = self._question(question)
        return [self._scaled(asked, vector) for vector in self._vectors(texts)]

    def between(self, one: str, others: Sequence[str]) -> list[float]:
        """The similarity of each of several statements to one."""
        first, *rest = self._vectors([one, *others])
        return [self._scaled(first, vector) for vector in rest]

    def _scaled(self, one: Sequence[float], other: Sequence[float]) -> float:
        cosine = sum(a * b for a, b in zip(one, other, strict=True))
        return (cosine - self._model.cosine_floor) / (1 - self._model.cosine_floor)

    def _vectors(self, texts: Sequence[str]) -> list[tuple[float, ...]]:
        known = self._known
        new = [text for text in dict.fromkeys(texts) if text not in known]
        fresh = dict(zip(new, map(tuple, self._model.embed_documents(new)), strict=True))
        found = [fresh[text] if text in fresh else known[text] for text in texts]
        if len(known) + len(fresh) > KEPT:
            known = {}
        self._known = {**known, **fresh}
        return found
