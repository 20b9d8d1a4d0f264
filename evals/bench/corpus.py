"""Large synthetic indexes: sentences of the ingested materials, vectors near real ones."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import closing

import numpy as np
from numpy.typing import NDArray

from agent.compose.indexes import open_index
from agent.errors import IndexEmpty
from agent.settings import Settings
from agent.store.catalog import Catalog
from agent.text.sentences import sentences
from agent.types import Chunk

SENTENCES = 6  # per chunk
NOISE = 0.5  # random share of a vector


def ingested(settings: Settings, embedding: str) -> list[str]:
    """The texts of the index, sorted; raises `IndexEmpty`."""
    with (
        closing(Catalog(settings.database)) as catalog,
        closing(open_index(settings, embedding, catalog.view)) as index,
    ):
        if texts := sorted(index.texts()):
            return texts
    raise IndexEmpty


def chunks(texts: Sequence[str], first: int, last: int) -> Iterator[Chunk]:
    """Chunks number `first` to `last` - 1 of randomly chosen sentences; reproducible."""
    pool = [text[span.start : span.end] for text in texts for span in sentences(text)]
    for number in range(first, last):
        rng = random.Random(number)
        yield Chunk(
            id=f"made:v1:{number}",
            document_id=f"made-{number // 100}",
            version="v1",
            ordinal=number % 100,
            source=f"course-{number % 5}/made-{number // 100}.md",
            course=f"course-{number % 5}",
            title=f"Made {number // 100}",
            section=rng.choice(pool)[:60],
            page=None,
            text="\n\n".join(rng.choices(pool, k=SENTENCES)),
        )


def vectors(real: Sequence[Sequence[float]], count: int) -> NDArray[np.float32]:
    """`count` unit vectors, each near a real one."""
    rng = np.random.default_rng(count)
    base = np.asarray(real)[rng.integers(len(real), size=count)]
    noise = rng.standard_normal(base.shape) / np.sqrt(base.shape[1])
    mixed = (1 - NOISE) * base + NOISE * noise
    scaled: NDArray[np.float32] = mixed / np.linalg.norm(mixed, axis=1, keepdims=True)
    return scaled.astype(np.float32)
