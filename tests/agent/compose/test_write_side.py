"""What an ingest writes with, and what it leaves running: nothing."""

from __future__ import annotations

import threading
from pathlib import Path

from agent.compose import open_write_side
from agent.settings import Settings


def test_what_loads_the_model_has_ended_with_it(tmp_path: Path) -> None:
    """A program that ends while a thread of its is in a compiled library is aborted."""
    before = set(threading.enumerate())
    with open_write_side(Settings(data_dir=tmp_path, models_dir=Path("data/models"))) as opened:
        opened.warm_up()
        assert set(threading.enumerate()) > before
    assert set(threading.enumerate()) <= before
