"""Chunks of several documents in batches: small documents cost little, large ones no memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from agent.types import Chunk
from ingestion.documents import Document
from ingestion.mirror import Aside

SIZE = 128  # chunks that are embedded and written together
AT_ONCE = 2  # batches that are embedded here, so that no core waits for the end of one


@dataclass(slots=True)
class Batch:
    """What is embedded and written together."""

    chunks: list[Chunk] = field(default_factory=list)
    begun: list[Document] = field(default_factory=list)  # their first chunk is here
    finished: list[Document] = field(default_factory=list)  # their last chunk is here
    aside: list[Aside] = field(default_factory=list)  # gave no chunks
    vectors: Sequence[Sequence[float]] = ()  # of the chunks, once they are embedded

    def full(self, size: int) -> bool:
        """Whether it holds enough to be worth the trip."""
        return max(len(self.chunks), len(self.aside)) >= size


def batches(read: Iterable[Document | Aside], size: int = SIZE) -> Iterator[Batch]:
    """All that was read, in the order in which it comes, at most `size` chunks together."""
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
