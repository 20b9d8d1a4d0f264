"""Search the index for passages."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from langchain_core.embeddings import Embeddings

from agent.events import Event
from agent.index import Index
from agent.nodes import Emit, Update
from agent.state import State, query
from agent.types import Passage


class Retriever:
    """Finds passages by meaning and by words."""

    def __init__(self, index: Index, embeddings: Embeddings, k: int) -> None:
        self._index = index
        self._embeddings = embeddings
        self._k = k

    async def search(
        self, text: str, courses: Sequence[str] = (), k: int | None = None
    ) -> list[Passage]:
        """The best `k` passages (by default as many as are graded), best first."""
        return await asyncio.to_thread(self._search, text, courses, k or self._k)

    def _search(self, text: str, courses: Sequence[str], k: int) -> list[Passage]:
        vector = self._embeddings.embed_query(text)
        return self._index.search(text, vector, courses=courses, k=k)


async def retrieve(state: State, emit: Emit, *, retriever: Retriever) -> Update:
    """The passages that the index holds nearest to the query."""
    text = query(state)
    passages = await retriever.search(text, state.get("courses", []))
    emit(Event("sources", {"passages": passages}))
    return {
        "query": text,
        "passages": passages,
        "detail": {"query": text, "courses": state.get("courses", []), "passages": len(passages)},
    }
