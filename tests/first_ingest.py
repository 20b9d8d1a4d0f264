"""A first ingest that was killed when a part of the documents was indexed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.ingestion.parsers.files import text
from tests.service import ROOT, environment

DOCUMENTS = 8


def write_materials(folder: Path) -> None:
    """Documents that are indexed one after another; the first one is on tuples."""
    for number in range(DOCUMENTS):
        parts = [f"## Part {n}\n\nPart {n} of chapter {number} is on topic{n}." for n in range(30)]
        first = ["# Tuples\n\nA tuple is an ordered, immutable sequence of values."]
        text(folder / f"cs101/{number}.md", "\n\n".join((first if number == 0 else []) + parts))


def killed(data: Path, materials: Path) -> None:
    """Run an ingest until some documents are indexed, then kill it with all its children."""
    with subprocess.Popen(
        [sys.executable, "-m", "ingestion", "--events"],
        cwd=ROOT,
        env=environment(data, materials_dir=str(materials)),
        stdout=subprocess.PIPE,
        start_new_session=True,
        text=True,
    ) as process:
        assert process.stdout
        for line in process.stdout:
            if json.loads(line).get("files"):
                os.killpg(process.pid, signal.SIGKILL)
                return
    raise AssertionError("it ended before it was killed")
