"""Watch the materials folder and ingest on every change (watchfiles)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event

from ingestion.scan import ignored

QUIET_MS = 1_000  # without changes before a round starts, since a copy takes several steps
LONGEST_MS = 30_000  # of continuous changes before a round starts anyway
LOOK_AGAIN = 300.0  # seconds; network drives and linked folders report no changes


def rounds(folder: Path, stopped: Event) -> Iterator[None]:
    """Yields now, and whenever something has changed since the last round started.

    Raises `KeyboardInterrupt` on a signal, and within a second after `stopped` is set.
    """
    from watchfiles import watch

    changes = watch(
        folder,
        watch_filter=lambda _, path: not any(map(ignored, Path(path).relative_to(folder).parts)),
        debounce=LONGEST_MS,
        step=QUIET_MS,
        rust_timeout=QUIET_MS,
        yield_on_timeout=True,
        raise_interrupt=True,
    )
    due = 0.0
    for changed in changes:
        if stopped.is_set():
            raise KeyboardInterrupt
        if changed or time.monotonic() >= due:
            yield
            due = time.monotonic() + LOOK_AGAIN
