"""The lines that the training prints."""

from __future__ import annotations

import numpy as np
import pytest

from evals.reader.training.progress import Progress


def test_the_first_step_has_a_line_and_the_next_ones_wait(
    capsys: pytest.CaptureFixture[str],
) -> None:
    progress = Progress(1_000)
    for seen in (32, 64, 96):
        progress.say(seen, {"about": np.float32(0.5), "answers": np.float32(0.25)})
    assert capsys.readouterr().out == "32 of 1,000 pairs; loss: about 0.500, answers 0.250\n"
