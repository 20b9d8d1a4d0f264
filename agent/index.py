"""The index: where chunks are kept and found. `milvus/` implements it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from agent.types import Chunk, Passage

FORMAT = 1  # raise it when chunks are stored otherwise


@dataclass(frozen=True, slots=True)
class View:
    """What may be read of a store: one collection, without the versions that are hidden while
    they are written or removed."""

    collection: str
    embedding: str  # identity of the model that made its vectors
    format: int
    revision: int = 0  # raised with every change of what may be read
    hidden: tuple[str, ...] = ()


class Index(Protocol):
    """Chunks with a dense vector and a BM25 entry each; safe to use from several threads."""

    def write(self, chunks: Sequence[Chunk], vectors: Sequence[Sequence[float]]) -> None:
        """Insert or replace, by chunk id; one vector a chunk, in the same order."""

    def remove(self, versions: Collection[str]) -> None:
        """Remove the chunks of these versions; a version names the document that it is one of."""

    def search(
        self, query: str, vector: Sequence[float], *, courses: Sequence[str], k: int
    ) -> list[Passage]:
        """The best `k` passages, best first, in the given courses (none given: in all)."""

    def nearest(self, vector: Sequence[float], k: int) -> list[Passage]:
        """The dense half of `search` alone, in all courses."""

    def count(self) -> int:
        """Number of chunks."""

    def passages(self, ids: Sequence[str]) -> list[Passage]:
        """The named chunks, in the order of `ids`; those gone are left out."""

    def document(self, document_id: str, pages: Collection[int] = ()) -> list[Passage]:
        """All chunks of a document, or those of some pages, in reading order; none where it is
        unknown."""

    def headed(
        self, beginnings: Sequence[str], *, courses: Sequence[str], documents: Collection[str] = ()
    ) -> list[Passage]:
        """Chunks below a heading that begins with one of these, to the letter, in reading order;
        in the given courses and documents (none given: in all). Some hundred at most."""

    def texts(self) -> Iterator[str]:
        """The text of every chunk with its title and section, in no particular order."""

    def stored(self) -> Iterator[tuple[list[Chunk], list[list[float]]]]:
        """All chunks as they were written, with their vectors, some hundred at a time."""

    def flush(self) -> None:
        """Have all that was written put where it is found fast; a server does so in its time."""

    def drop(self, collection: str) -> None:
        """Remove a collection; no error where it is unknown."""

    def close(self) -> None:
        """Give back connection and engine."""
