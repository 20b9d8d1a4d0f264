"""Following a folder; the command with `--watch` is tested in test_command.py."""

from __future__ import annotations

from pathlib import Path
from threading import Event

import pytest

from ingestion.watch import rounds
from tests.ingestion.parsers.files import text


def test_it_stops_though_the_interrupt_was_lost(tmp_path: Path) -> None:
    stopped = Event()
    watching = rounds(tmp_path, stopped)
    next(watching)
    text(tmp_path / "a.md", "A list.")
    next(watching)
    stopped.set()
    with pytest.raises(KeyboardInterrupt):
        next(watching)
