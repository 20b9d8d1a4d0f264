"""The index: where chunks are kept and found. `milvus/` implements it.

A kind of index is a folder with an `IndexBackend` and a line in `compose/indexes.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
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
        in the given courses and documents (none given: in all). Some hundred at most.

        A beginning with a character that is a wildcard somewhere (% _ \\) finds nothing."""

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


class IndexFiles(Protocol):
    """An index that is kept on this machine, for whoever copies or replaces its files."""

    @property
    def folder(self) -> Path:
        """The folder that holds nothing but the index; it may not exist yet."""

    def copy(self, target: Path) -> AbstractContextManager[object]:
        """Copies the files into `target`; while it is entered nobody changes the index."""

    def exclusive(self) -> AbstractContextManager[object]:
        """While it is entered nobody opens the index; raises `Conflict` while somebody has it."""

    def replacements(self, new: Path) -> Iterator[tuple[Path, Path | None]]:
        """Each file that a restored index changes, and the one below `new` that takes its place;
        None: there is none any more."""


class IndexBackend(Protocol):
    """One kind of index, where the settings place it. Making one opens nothing."""

    server_setting: str
    """The variable that names its server, e.g. "MENTOR_MILVUS_URI"; "" for a kind without."""

    @property
    def files(self) -> IndexFiles | None:
        """Its files; None where a server keeps them."""

    def describe(self) -> str:
        """Where it is, for people; raises `StoreUnavailable` where its server does not answer."""

    def at(self, server: str) -> IndexBackend:
        """The same kind of index on that server; raises `InvalidRequest` where that cannot be."""

    def load(self, *, first: bool) -> None:
        """Import what takes long before it is needed; `first`: an index has to be made as well."""

    def start(self) -> None:
        """Start what takes long to start before it is needed; raises `StoreUnavailable`."""

    def open(self, embedding: str, view: Callable[[], View | None], floor: float = 0.0) -> Index:
        """The index, once; `view` gives what of it is read or written. Closing it closes all.

        `embedding` is the identity of the model whose vectors it is given. Cosines are reported on
        a scale from `floor`, 0, to 1: that of texts that have nothing to do with each other.
        """
