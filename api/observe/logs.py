"""The log: plain lines or one JSON object per line, without questions or answers."""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime

from agent.settings import Settings
from agent.turns.run import RUN_ID, Run

log = logging.getLogger(__name__)

CHATTY = ("uvicorn.error", "httpx", "mcp")


def set_up(settings: Settings) -> None:
    """Log to standard error in the format of the settings."""
    handler = logging.StreamHandler()
    handler.addFilter(_add_run)
    handler.setFormatter(_Json() if settings.log_format == "json" else _Plain())
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    for chatty in CHATTY:
        logging.getLogger(chatty).setLevel(logging.WARNING)


def log_ended(run: Run) -> None:
    """Log a finished run's outcome and the time of each node."""
    done = run.done
    outcome = done["status"] if done else run.error.code if run.error else "lost"
    steps = done["trace"] if done else []
    nodes = " ".join(f"{step['node']}={step['ms']:.0f}ms" for step in steps)
    log.info("run=%s outcome=%s events=%d %s", run.id, outcome, len(run.events), nodes)


def _add_run(record: logging.LogRecord) -> bool:
    """Add the id of the current run to a record; None outside of a run."""
    record.run_id = RUN_ID.get()
    return True


class _Plain(logging.Formatter):
    """A line of text, followed by the frames of an exception."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s")

    def formatException(self, ei: object) -> str:
        """Frames and type of an exception, without its message, which may quote a student."""
        assert isinstance(ei, tuple)
        frames = "".join(traceback.format_tb(ei[2]))
        return f"{frames}{ei[0].__module__}.{ei[0].__qualname__}"


class _Json(_Plain):
    """A JSON object: time, level, logger, message, and run and exception if any."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if run_id := getattr(record, "run_id", None):
            line["run_id"] = run_id
        if record.exc_info and record.exc_info[0]:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)
