"""The word vectors of the embedding model, which the reader shares instead of bringing its own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # importing numpy takes a while
    import numpy as np
    from numpy.typing import NDArray

TABLE = "embeddings.word_embeddings.weight"
"""The table's name in a model that `python -m deploy.embedding` has made."""


class WordVectors:
    """A table of 8-bit vectors, one a token."""

    def __init__(self, table: NDArray[np.int8], scale: float, zero: int) -> None:
        self._table, self._scale, self._zero = table, scale, zero
        self.size = table.shape
        """How many vectors of how many dimensions."""

    def of(self, ids: Sequence[int]) -> NDArray[np.float32]:
        """The vectors of tokens, [tokens, dimensions]."""
        import numpy as np

        return (self._table[list(ids)].astype(np.float32) - self._zero) * np.float32(self._scale)


def read_word_vectors(model: Path) -> WordVectors:
    """Those of an embedding model's file; raises `KeyError` if it has no such table."""
    import onnx
    from onnx import numpy_helper

    graph = onnx.load(model).graph
    found = {one.name: one for one in graph.initializer if one.name.startswith(TABLE)}
    table, scale, zero = (
        numpy_helper.to_array(found[f"{TABLE}_{part}"])
        for part in ("quantized", "scale", "zero_point")
    )
    return WordVectors(table, float(scale), int(zero))
