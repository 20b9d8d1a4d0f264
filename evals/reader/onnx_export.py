"""The trained weights as the file that the service reads."""

from __future__ import annotations

import tempfile
from pathlib import Path

from deploy.embedding.minilm import quantize
from evals.reader.onnx_graph import write


def export(weights: Path, target: Path) -> None:
    """Write the weights as an ONNX graph of 8-bit integers, about 11 MB."""
    from safetensors.numpy import load_file

    with tempfile.TemporaryDirectory() as scratch:
        full = Path(scratch) / "fp32.onnx"
        write(load_file(weights), full)
        quantize(full, target)
