"""A write side in memory, except for the catalogue, which is the real one."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from agent.store.catalog import Catalog
from agent.types import Chunk
from tests.ingestion.chunking.test_chunk import ModelTokens, model_tokens


class MemoryIndex:
    """Chunks by id; `writes` counts calls; `fails` raises on the next write."""

    def __init__(self) -> None:
        self.chunks: dict[str, Chunk] = {}
        self.writes = 0
        self.fails: Exception | None = None

    def write(self, chunks: Sequence[Chunk], vectors: Sequence[Sequence[float]]) -> None:
        assert len(chunks) == len(vectors)
        if self.fails:
            raise self.fails
        self.writes += 1
        self.chunks |= {chunk["id"]: chunk for chunk in chunks}

    def remove(self, versions: Collection[str]) -> None:
        gone = [id_ for id_, chunk in self.chunks.items() if chunk["version"] in versions]
        for id_ in gone:
            del self.chunks[id_]

    def count(self) -> int:
        return len(self.chunks)

    def texts(self) -> dict[str, str]:
        """All text of each source."""
        found: dict[str, str] = {}
        for chunk in self.chunks.values():
            found[chunk["source"]] = f"{found.get(chunk['source'], '')}{chunk['text']}\n"
        return found


class MemoryEmbeddings:
    """The model's tokens, and vectors that say nothing."""

    def __init__(self, identity: str = "model@1") -> None:
        self.identity = identity
        self.embedded = 0
        tokens: ModelTokens = model_tokens()
        self.max_tokens = tokens.max_tokens
        self.count_tokens = tokens.count_tokens
        self.tokenize_offsets = tokens.tokenize_offsets

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.embedded += len(texts)
        return [[1.0, 0.0] for _ in texts]


class MemoryWriteSide:
    quiz_answers = False

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.index = MemoryIndex()
        self.embeddings = MemoryEmbeddings()
        self.loaders: dict[str, str] = {}

    def warm_up(self) -> None:
        """Nothing takes its time."""


@contextmanager
def open_memory(folder: Path) -> Iterator[MemoryWriteSide]:
    with closing(Catalog(f"sqlite:///{folder / 'catalog.sqlite'}")) as catalog:
        yield MemoryWriteSide(catalog)
