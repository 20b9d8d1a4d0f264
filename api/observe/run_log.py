"""One log line per finished run, without question or answer."""

from __future__ import annotations

import logging

from agent.turns.run import Run

log = logging.getLogger(__name__)


def log_ended(run: Run) -> None:
    """Log a run's outcome and the time of each node."""
    done = run.done
    outcome = done["status"] if done else run.error.code if run.error else "lost"
    steps = done["trace"] if done else []
    nodes = " ".join(f"{step['node']}={step['ms']:.0f}ms" for step in steps)
    log.info("run=%s outcome=%s events=%d %s", run.id, outcome, len(run.events), nodes)
