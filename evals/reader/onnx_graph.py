"""The trained reader as an ONNX graph of one pair, without the table of word vectors.

That table is the embedding model's, which the training leaves as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deploy.embedding.bert_graph import FLOAT, INTEGER, Graph, Shapes, encoder

HIDDEN, LAYERS, HEADS, EPS = 384, 6, 12, 1e-12  # as in training/network.py, which needs torch
NORM = "embeddings.LayerNorm"
PARTS = {
    "out": "attention.output.dense",
    "norm1": "attention.output.LayerNorm",
    "wide": "intermediate.dense",
    "narrow": "output.dense",
    "norm2": "output.LayerNorm",
}

Weights = Mapping[str, NDArray[Any]]


def write(weights: Weights, target: Path) -> None:
    """Write it, fp32. Inputs: `words` float32 [1, sequence, 384], `types` int64 [1, sequence].

    Outputs: `pair` float32 [1, 2], `tokens` float32 [1, sequence, 3]; see `training.network.Said`.
    """
    graph = Graph(renamed(weights), eps=EPS)
    kind = graph.op("Gather", graph.weight("kind.weight"), "types")
    length = graph.op("Shape", "types", start=1, end=2)
    place = graph.op("Slice", graph.weight("place.weight"), graph.constant("first", [0]), length)
    hidden = graph.norm(graph.op("Add", graph.op("Add", "words", kind), place), NORM)
    hidden = encoder(graph, hidden, None, LAYERS, HEADS)
    graph.op("Identity", graph.linear(hidden, "tokens"), output="tokens")
    mean = graph.op("ReduceMean", hidden, graph.constant("sequence", [1]), keepdims=0)
    begin = graph.op("Gather", hidden, graph.constant("begin", np.array(0)), axis=1)
    pooled = graph.op("Tanh", graph.linear(graph.op("Concat", begin, mean, axis=-1), "pooled"))
    graph.op("Identity", graph.linear(pooled, "pair"), output="pair")
    inputs: Shapes = {
        "words": (FLOAT, [1, "sequence", HIDDEN]),
        "types": (INTEGER, [1, "sequence"]),
    }
    outputs: Shapes = {"pair": (FLOAT, [1, 2]), "tokens": (FLOAT, [1, "sequence", 3])}
    graph.save(target, inputs, outputs)


def renamed(weights: Weights) -> dict[str, NDArray[Any]]:
    """The weights of `training.network.Network` by the names of a BERT, the others as they are."""
    found = {name: array for name, array in weights.items() if not name.startswith("layers.")}
    found |= {f"{NORM}.{part}": weights[f"norm.{part}"] for part in ("weight", "bias")}
    for number in range(LAYERS):
        ours, theirs = f"layers.{number}", f"encoder.layer.{number}"
        for part in ("weight", "bias"):
            found |= {
                f"{theirs}.{b}.{part}": weights[f"{ours}.{a}.{part}"] for a, b in PARTS.items()
            }
            three = np.split(weights[f"{ours}.qkv.{part}"], 3)
            for name, array in zip(("query", "key", "value"), three, strict=True):
                found[f"{theirs}.attention.self.{name}.{part}"] = array
    return found
