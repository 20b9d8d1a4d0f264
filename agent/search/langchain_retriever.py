"""The search as a LangChain retriever, for chains and agents of other programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from langchain_core.callbacks import (
    AsyncCallbackManagerForRetrieverRun,
    CallbackManagerForRetrieverRun,
)
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, SkipValidation

from agent.text.citations import link
from agent.types import Passage


class Search(Protocol):
    """Finds passages, best first, in the given courses (none given: in all)."""

    async def search(
        self, text: str, courses: Sequence[str] = (), k: int | None = None
    ) -> list[Passage]: ...

    def search_now(
        self, text: str, courses: Sequence[str] = (), k: int | None = None
    ) -> list[Passage]: ...


class MentorRetriever(BaseRetriever):
    """Returns passages as documents: the text to quote, and its place in `metadata`.

    `metadata` has `source`, `course`, `title`, `section`, `page` (None for formats without pages),
    `score` (comparable within one search) and `url` (its path in the service).
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    finder: SkipValidation[Search]
    courses: Sequence[str] = ()
    """The courses that are searched; all by default."""
    k: int | None = None
    """Maximum number of documents; by default as many as the mentor grades for one question, and
    the rest of the best ones' lists and tables."""

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        return [_document(p) for p in self.finder.search_now(query, self.courses, self.k)]

    async def _aget_relevant_documents(
        self, query: str, *, run_manager: AsyncCallbackManagerForRetrieverRun
    ) -> list[Document]:
        return [_document(p) for p in await self.finder.search(query, self.courses, self.k)]


def _document(passage: Passage) -> Document:
    place = {
        "source": passage["source"],
        "course": passage["course"],
        "title": passage["title"],
        "section": passage["section"],
        "page": passage["page"],
        "score": passage["score"],
        "url": link(passage),
    }
    return Document(passage["text"], id=passage["id"], metadata=place)
