"""An ingest that is killed on its way."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tests.service import ROOT, environment


def killed(data: Path, materials: Path, at: Callable[[int, Mapping[str, Any]], bool]) -> None:
    """Run an ingest and kill it with all its children at the first event for which `at` is true.

    `at` gets the event's number, from 1, and its data.
    """
    with subprocess.Popen(
        [sys.executable, "-m", "ingestion", "--events", "--wait"],
        cwd=ROOT,
        env=environment(data, materials_dir=str(materials)),
        stdout=subprocess.PIPE,
        start_new_session=True,
        text=True,
    ) as process:
        assert process.stdout
        for number, line in enumerate(process.stdout, start=1):
            if at(number, json.loads(line)):
                os.killpg(process.pid, signal.SIGKILL)
                return
    raise AssertionError("it ended before it was killed")
