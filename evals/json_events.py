"""The events of an evaluation for other programs: a JSON object per line on standard output.

{"event": "progress", "set", "done", "of"}        after every question
{"event": "report", "missed", "failed"}           last: metrics below threshold, turns that failed
{"event": "error", "code", "message", "fix"}      last instead, if it could not start
"""

from __future__ import annotations

import json

from agent.errors import MentorError


def progress_line(name: str, done: int, of: int) -> None:
    """Print how many questions have been asked, and the set of the last one."""
    _line("progress", {"set": name, "done": done, "of": of})


def report_line(missed: int, failed: int) -> None:
    """Print the outcome."""
    _line("report", {"missed": missed, "failed": failed})


def error_line(error: MentorError) -> None:
    """Print why there is none."""
    _line("error", dict(error.body()))


def _line(event: str, data: dict[str, object]) -> None:
    print(json.dumps({"event": event, **data}), flush=True)
