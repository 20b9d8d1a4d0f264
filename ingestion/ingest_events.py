"""The events of an ingest for other programs: one JSON object per line on standard output.

{"event": "progress", "source", "files", "of_files", "chunks", "share", "seconds"}
                     as soon as it holds the lock, then often
{"event": "report", ...}   last, the fields of Report
{"event": "error", "code", "message", "fix"}   last instead, if nothing could be done
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict

from agent.errors import MentorError
from ingestion.report import Progress, Report


@contextmanager
def progress_lines() -> Iterator[Callable[[Progress], None]]:
    """A function to call with each progress."""
    started = time.monotonic()

    def print_progress(progress: Progress) -> None:
        _line(
            "progress",
            {
                "source": progress.source,
                "files": progress.files,
                "of_files": progress.total,
                "chunks": progress.chunks,
                "share": round(progress.share, 3),
                "seconds": round(time.monotonic() - started, 1),
            },
        )

    yield print_progress


def report_line(report: Report) -> None:
    """Print the outcome."""
    _line("report", asdict(report))


def error_line(error: MentorError) -> None:
    """Print the error."""
    _line("error", dict(error.body()))


def _line(event: str, data: dict[str, object]) -> None:
    try:
        print(json.dumps({"event": event, **data}), flush=True)
    except BrokenPipeError:  # the reader is gone, so stop
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise KeyboardInterrupt from None
