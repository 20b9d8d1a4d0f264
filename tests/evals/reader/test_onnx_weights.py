"""The weights of a reader's file are those that were exported, within the 8-bit rounding."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from evals.reader.onnx_export import export
from evals.reader.onnx_weights import WORDS, main
from tests.evals.reader.test_onnx_graph import weights


@pytest.mark.slow
def test_a_file_is_read_back_as_the_weights_that_it_was_made_of(tmp_path: Path) -> None:
    made = weights()
    table = np.ones((5, 384), np.float32)
    save_file(made, tmp_path / "trained.safetensors")
    save_file({WORDS: table}, tmp_path / "model.safetensors")
    export(tmp_path / "trained.safetensors", tmp_path / "reader.onnx")
    names = {"--model": "reader.onnx", "--words": "model.safetensors", "--out": "again.safetensors"}
    assert main([part for key, name in names.items() for part in (key, str(tmp_path / name))]) == 0
    found = load_file(tmp_path / "again.safetensors")
    assert set(found) == {"word.weight", *made}
    assert np.array_equal(found["word.weight"], table)
    for name, array in made.items():
        step = np.abs(array).max() / 31  # of seven bits, with room for the asymmetric table
        assert np.abs(found[name] - array).max() <= step, name
