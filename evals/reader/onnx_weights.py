"""`python -m evals.reader.onnx_weights`: the weights of a reader's file, to train them on.

The inverse of `onnx_export`, within the rounding of its 8-bit integers. The table of word vectors
is not in the file: it is MiniLM's, from `model.safetensors`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evals.reader.onnx_graph import HEADS, HIDDEN, LAYERS, NORM, PARTS, Weights

SUFFIX = "_quantized"
WORDS = "embeddings.word_embeddings.weight"


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns 0 when the weights are written."""
    from safetensors.numpy import load_file, save_file

    parser = argparse.ArgumentParser(prog="python -m evals.reader.onnx_weights")
    parser.add_argument("--model", type=Path, required=True, help="a reader.onnx")
    parser.add_argument("--words", type=Path, required=True, help="MiniLM's model.safetensors")
    parser.add_argument("--out", type=Path, required=True, help="weights for the training")
    options = parser.parse_args(arguments)
    found = {"word.weight": load_file(options.words)[WORDS], **weights(options.model)}
    save_file({name: np.ascontiguousarray(array) for name, array in found.items()}, options.out)
    return 0


def weights(model: Path) -> dict[str, NDArray[np.float32]]:
    """Those of `training.network.Network`, but for `word.weight`, by its names."""
    stored = _stored(model)
    found = {name: stored[name] for name in ("place.weight", "kind.weight")}
    found |= {f"norm.{part}": stored[f"{NORM}.{part}"] for part in ("weight", "bias")}
    for name in ("pooled", "pair", "tokens"):
        found |= _linear(stored, name, name)
    for number in range(LAYERS):
        ours, theirs = f"layers.{number}", f"encoder.layer.{number}"
        for short, name in PARTS.items():
            read = _norm if short.startswith("norm") else _linear
            found |= read(stored, f"{ours}.{short}", f"{theirs}.{name}")
        three: dict[str, NDArray[Any]] = {}
        for part in ("query", "key", "value"):
            scale = (HIDDEN // HEADS) ** 0.5 if part == "query" else 1.0
            three |= _linear(stored, part, f"{theirs}.attention.self.{part}", scale)
        for part in ("weight", "bias"):
            joined = [three[f"{name}.{part}"] for name in ("query", "key", "value")]
            found[f"{ours}.qkv.{part}"] = np.concatenate(joined)
    return {name: array.astype(np.float32) for name, array in found.items()}


def _stored(model: Path) -> dict[str, NDArray[Any]]:
    """The file's tensors by name, 8-bit integers as the numbers that they stand for."""
    import onnx
    from onnx import numpy_helper

    tensors = onnx.load(model).graph.initializer
    stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in tensors}
    for name in [name for name in stored if name.endswith(SUFFIX)]:
        whole = name.removesuffix(SUFFIX)
        zero, scale = stored[f"{whole}_zero_point"], stored[f"{whole}_scale"]
        stored[whole] = (stored[name].astype(np.float32) - zero.astype(np.float32)) * scale
    return stored


def _linear(stored: Weights, ours: str, theirs: str, scale: float = 1.0) -> dict[str, NDArray[Any]]:
    """A layer's matrix, [outputs, inputs], and its bias."""
    matrix, bias = stored[f"{theirs}.weight"], stored[f"{theirs}.bias"]
    return {f"{ours}.weight": matrix.T * scale, f"{ours}.bias": bias * scale}


def _norm(stored: Weights, ours: str, theirs: str) -> dict[str, NDArray[Any]]:
    return {f"{ours}.{part}": stored[f"{theirs}.{part}"] for part in ("weight", "bias")}


if __name__ == "__main__":
    sys.exit(main())
