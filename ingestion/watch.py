"""Follow the materials folder: ingest whenever something in it has changed (watchfiles)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event

from ingestion.scan import ignored

QUIET_MS = 1_000  # without a change before a round begins: a copy or a save takes several steps
LONGEST_MS = 30_000  # that changes may go on before a round begins all the same
LOOK_AGAIN = 300.0  # seconds; of network drives and linked folders the system does not tell


def rounds(folder: Path, stopped: Event) -> Iterator[None]:
    """One for now, and one for each time that something has changed since the last one began.

    Raises `KeyboardInterrupt` at a signal, and within a second once it is `stopped`.
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
