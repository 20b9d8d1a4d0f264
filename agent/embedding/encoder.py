"""Runs an embedding model's ONNX file: token ids to a vector."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Encoder:
    """A BERT encoder with mean pooling; thread-safe, one core per call."""

    def __init__(self, file: Path) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        providers = ["CPUExecutionProvider"]
        self._session = onnxruntime.InferenceSession(str(file), options, providers=providers)

    def vector(self, ids: Sequence[int]) -> list[float]:
        """The mean of the last hidden states, scaled to length 1."""
        import numpy as np

        tokens = np.array([ids], dtype=np.int64)
        feed: dict[str, NDArray[Any]] = {
            "input_ids": tokens,
            "attention_mask": np.ones_like(tokens),
            "token_type_ids": np.zeros_like(tokens),
        }
        hidden = self._session.run(None, feed)[0][0]
        mean = hidden.mean(axis=0)
        return [float(number) for number in mean / max(float(np.linalg.norm(mean)), 1e-12)]
