"""The index: where chunks are kept and found. One file in `backends/` implements it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from agent.types import Chunk, Passage


class Index(Protocol):
    """Chunks with a dense vector and a BM25 entry each; safe to use from several threads."""

    def write(self, chunks: Sequence[Chunk], vectors: Sequence[Sequence[float]]) -> None:
        """Insert or replace, by chunk id; one vector a chunk, in the same order."""

    def remove(self, document_id: str, keep_version: str | None = None) -> None:
        """Remove a document's chunks, all of them or all but one version's."""

    def search(
        self, query: str, vector: Sequence[float], *, courses: Sequence[str], k: int
    ) -> list[Passage]:
        """The best `k` passages, best first, in the given courses (none given: in all)."""

    def count(self) -> int:
        """Number of chunks."""

    def passages(self, ids: Sequence[str]) -> list[Passage]:
        """The named chunks, in the order of `ids`; those gone are left out."""

    def document(self, document_id: str) -> list[Passage]:
        """All chunks of a document, in reading order; none where it is unknown."""

    def texts(self) -> Iterator[str]:
        """The text of every chunk with its title and section, in no particular order."""

    def clear(self) -> None:
        """Remove everything, the note of which embedding model made it included."""

    def close(self) -> None:
        """Give back connection and engine."""
