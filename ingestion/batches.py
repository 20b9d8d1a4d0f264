"""Batches of chunks from several documents, so that their sizes do not matter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from agent.types import Chunk
from ingestion.documents import Document
from ingestion.mirror import Aside

SIZE = 128  # chunks that are embedded and written together
AT_ONCE = 2  # batches embedded concurrently, so that no core idles at the end of one


@dataclass(slots=True)
class Batch:
    """Chunks that are embedded and written together."""

    chunks: list[Chunk] = field(default_factory=list)
    begun: list[Document] = field(default_factory=list)  # with their first chunk in it
    finished: list[Document] = field(default_factory=list)  # with their last chunk in it
    aside: list[Aside] = field(default_factory=list)  # files without chunks
    vectors: Sequence[Sequence[float]] = ()  # of the chunks, after embedding

    def full(self, size: int) -> bool:
        """Whether it is large enough to be processed."""
        return max(len(self.chunks), len(self.aside)) >= size


def batches(read: Iterable[Document | Aside], size: int = SIZE) -> Iterator[Batch]:
    """Batches of at most `size` chunks, in the order of reading."""
    batch = Batch()
    for document in read:
        if isinstance(document, Aside):
            batch.aside.append(document)
        else:
            batch.begun.append(document)
            for chunk in document.chunks:
                if batch.full(size):
                    yield batch
                    batch = Batch()
                batch.chunks.append(chunk)
            batch.finished.append(document)
        if batch.full(size):
            yield batch
            batch = Batch()
    if batch.finished or batch.aside:
        yield batch
