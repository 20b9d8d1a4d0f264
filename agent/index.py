"""The index: stores and finds chunks. `milvus/` implements it.

A kind of index is a folder with an `IndexBackend` and a line in `compose/indexes.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from agent.types import Chunk, Passage

FORMAT = 1  # raise it when the stored form of chunks changes


@dataclass(frozen=True, slots=True)
class View:
    """The readable part of a store: one collection, without the versions hidden while they are
    written or removed."""

    collection: str
    embedding: str  # identity of the model that made its vectors
    format: int
    revision: int = 0  # raised with every change of the readable part
    hidden: tuple[str, ...] = ()


class Index(Protocol):
    """Chunks with a dense vector and a BM25 entry each; safe to use from several threads."""

    def write(self, chunks: Sequence[Chunk], vectors: Sequence[Sequence[float]]) -> None:
        """Insert or replace, by chunk id; one vector a chunk, in the same order."""

    def remove(self, versions: Collection[str]) -> None:
        """Remove the chunks of these versions; a version includes its document's id."""

    def search(
        self,
        query: str,
        vector: Sequence[float],
        *,
        courses: Sequence[str],
        k: int,
        documents: Collection[str] = (),
    ) -> list[Passage]:
        """The best `k` passages, best first, in the given courses and documents, by their ids
        (none given: in all)."""

    def nearest(self, vector: Sequence[float], k: int) -> list[Passage]:
        """The dense half of `search` alone, in all courses."""

    def count(self) -> int:
        """Number of chunks."""

    def passages(self, ids: Sequence[str]) -> list[Passage]:
        """The named chunks, in the order of `ids`; those gone are left out."""

    def document(self, document_id: str, pages: Collection[int] = ()) -> list[Passage]:
        """All chunks of a document, or those of some pages, in reading order; empty if it is
        unknown."""

    def headed(
        self, beginnings: Sequence[str], *, courses: Sequence[str], documents: Collection[str] = ()
    ) -> list[Passage]:
        """Chunks below a heading with exactly one of these beginnings, in reading order; in the
        given courses and documents (none given: in all). Some hundred at most.

        A beginning with a wildcard character (% _ \\) finds nothing."""

    def texts(self) -> Iterator[str]:
        """The text of every chunk with its title and section, in no particular order."""

    def stored(self) -> Iterator[tuple[list[Chunk], list[list[float]]]]:
        """All chunks as written, with their vectors, some hundred at a time."""

    def flush(self) -> None:
        """Index all written chunks for fast search now; a server does so by itself."""

    def drop(self, collection: str) -> None:
        """Remove a collection; no error if it is unknown."""

    def close(self) -> None:
        """Release connection and engine."""


class IndexFiles(Protocol):
    """An index on this machine, for backup and restore."""

    @property
    def folder(self) -> Path:
        """The index's own folder; it may not exist yet."""

    def copy(self, target: Path) -> AbstractContextManager[object]:
        """Copies the files into `target`; within the context the index does not change."""

    def exclusive(self) -> AbstractContextManager[object]:
        """Within the context no other process can open the index; raises `Conflict` if one has."""

    def replacements(self, new: Path) -> Iterator[tuple[Path, Path | None]]:
        """Each file that a restored index changes, and its replacement below `new`; None: it is
        removed."""


class IndexBackend(Protocol):
    """One kind of index at the place that the settings name. Making one opens nothing."""

    server_setting: str
    """The variable that names its server, e.g. "MENTOR_MILVUS_URI"; "" without a server."""

    @property
    def files(self) -> IndexFiles | None:
        """Its files; None if they are on a server."""

    def describe(self) -> str:
        """Its location, for people; raises `StoreUnavailable` if its server does not answer."""

    def at(self, server: str) -> IndexBackend:
        """The same kind of index on that server; raises `InvalidRequest` if that is impossible."""

    def load(self, *, first: bool) -> None:
        """Do slow imports ahead of time; `first`: the index will also be created."""

    def start(self) -> None:
        """Start slow parts ahead of time; raises `StoreUnavailable`."""

    def open(self, embedding: str, view: Callable[[], View | None], floor: float = 0.0) -> Index:
        """Opens the index, once; `view` returns its readable part. Closing it closes everything.

        `embedding` is the identity of the model that makes its vectors. Cosines are reported on a
        scale from `floor`, 0, to 1: that of unrelated texts.
        """
