"""The fuzzer runs for a moment; for longer: python -m tests.ingestion.parsers.fuzz 10."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.ingestion.parsers.makers import samples

ROOT = Path(__file__).parents[3]


def test_changed_files_are_read_or_not_but_break_nothing() -> None:
    command = [sys.executable, "-m", "tests.ingestion.parsers.fuzz", "0.03", "7"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert {line.split()[1] for line in done.stdout.splitlines()} == set(samples.MAKERS)
