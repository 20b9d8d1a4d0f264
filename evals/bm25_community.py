"""LangChain's BM25 retriever over the same chunks, in place of the index's own search."""

from __future__ import annotations

import warnings
from collections.abc import Collection, Sequence
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from langchain_core.documents import Document

from agent.index import Index
from agent.text.english_words import stems
from agent.types import Chunk, Passage, indexed_text, passage_of

if TYPE_CHECKING:
    from langchain_community.retrievers import BM25Retriever
    from numpy.typing import NDArray


class CommunityBm25:
    """An index whose `search` uses `BM25Retriever` over stems; the rest is `index`'s own.

    The first search reads all chunks and vectors into memory.
    """

    def __init__(self, index: Index) -> None:
        self._index = index
        self._turn = Lock()
        self._retrievers: dict[frozenset[str], BM25Retriever | None] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._index, name)

    def search(
        self,
        query: str,
        vector: Sequence[float],
        *,
        courses: Sequence[str],
        k: int,
        documents: Collection[str] = (),
    ) -> list[Passage]:
        """See `Index.search`: only by words; each passage has its cosine as well. Documents are
        chosen from the best `k`."""
        with self._turn:
            retriever = self._retriever(frozenset(courses))
        if retriever is None:
            return []
        scores = retriever.vectorizer.get_scores(stems(query))
        by_id = {document.id: score for document, score in zip(retriever.docs, scores, strict=True)}
        found = retriever.model_copy(update={"k": k}).invoke(query)
        passages = [
            self._passage(document.metadata["place"], vector, float(by_id[document.id]))
            for document in found
            if by_id[document.id] > 0
        ]
        return [one for one in passages if not documents or one["document_id"] in documents]

    @cached_property
    def _chunks(self) -> tuple[list[Chunk], NDArray[np.float32]]:
        """All chunks, and their unit vectors as rows."""
        pages = list(self._index.stored())
        chunks = [chunk for some, _ in pages for chunk in some]
        made = np.array([v for _, some in pages for v in some], dtype=np.float32)
        return chunks, made / np.linalg.norm(made, axis=-1, keepdims=True)

    def _retriever(self, courses: frozenset[str]) -> BM25Retriever | None:
        """The retriever over some courses (none given: all); None if they are empty."""
        if courses not in self._retrievers:
            documents = [
                Document(indexed_text(chunk), id=chunk["id"], metadata={"place": place})
                for place, chunk in enumerate(self._chunks[0])
                if not courses or chunk["course"] in courses
            ]
            self._retrievers[courses] = _made(documents) if documents else None
        return self._retrievers[courses]

    def _passage(self, place: int, vector: Sequence[float], bm25: float) -> Passage:
        chunk, made = self._chunks[0][place], self._chunks[1][place]
        asked = np.asarray(vector, dtype=np.float32)
        dense = float(made @ asked / np.linalg.norm(asked))
        return passage_of(chunk, dense, bm25, score=bm25)


def _made(documents: Sequence[Document]) -> BM25Retriever:
    with warnings.catch_warnings():
        sunset = "`langchain-community` is being sunset"
        warnings.filterwarnings("ignore", sunset, DeprecationWarning)
        from langchain_community.retrievers import BM25Retriever

    return BM25Retriever.from_documents(documents, preprocess_func=stems)
