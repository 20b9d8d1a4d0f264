"""The graph of the reader over weights as the training leaves them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from evals.reader.onnx_graph import HIDDEN, LAYERS, write


def weights() -> dict[str, NDArray[Any]]:
    """Random weights under the names of `network.Network`."""
    rng = np.random.default_rng(1)

    def linear(name: str, outputs: int, inputs: int) -> dict[str, NDArray[Any]]:
        matrix = rng.normal(0, 0.05, (outputs, inputs)).astype(np.float32)
        return {f"{name}.weight": matrix, f"{name}.bias": np.zeros(outputs, np.float32)}

    def norm(name: str) -> dict[str, NDArray[Any]]:
        ones = np.ones(HIDDEN, np.float32)
        return {f"{name}.weight": ones, f"{name}.bias": ones * 0}

    found = norm("norm") | linear("pooled", HIDDEN, 2 * HIDDEN)
    found |= linear("pair", 2, HIDDEN) | linear("tokens", 3, HIDDEN)
    for name, rows in (("kind", 4), ("place", 256)):
        found[f"{name}.weight"] = rng.normal(0, 0.05, (rows, HIDDEN)).astype(np.float32)
    for number in range(LAYERS):
        layer = f"layers.{number}"
        found |= linear(f"{layer}.qkv", 3 * HIDDEN, HIDDEN) | linear(f"{layer}.out", HIDDEN, HIDDEN)
        found |= linear(f"{layer}.wide", 4 * HIDDEN, HIDDEN)
        found |= linear(f"{layer}.narrow", HIDDEN, 4 * HIDDEN)
        found |= norm(f"{layer}.norm1") | norm(f"{layer}.norm2")
    return found


def test_the_graph_says_something_of_the_pair_and_of_each_token(tmp_path: Path) -> None:
    write(weights(), tmp_path / "reader.onnx")
    session = onnxruntime.InferenceSession(str(tmp_path / "reader.onnx"))
    words = np.random.default_rng(2).normal(0, 0.05, (1, 7, HIDDEN)).astype(np.float32)
    types = np.array([[0, 2, 0, 1, 3, 1, 1]])
    pair, tokens = session.run(["pair", "tokens"], {"words": words, "types": types})
    assert pair.shape == (1, 2)
    assert tokens.shape == (1, 7, 3)
    other, _ = session.run(["pair", "tokens"], {"words": words, "types": types * 0})
    assert np.abs(pair - other).max() > 1e-4  # the types of tokens are read
