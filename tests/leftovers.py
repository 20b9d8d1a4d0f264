"""A test run leaves no process behind: what runs at its end is named and killed, and fails it."""

from __future__ import annotations

import os
import signal
import uuid
from types import FrameType

import psutil
import pytest

MARK = "TEST_RUN_OF_MENTOR"
"""In the environment of every process of a run, whoever has started it."""
ENDING = 60.0  # seconds for those that end with the process that started them; one is usual
SHORT = 5.0  # seconds where the run was interrupted
left_running: list[str] = []


def pytest_configure(config: pytest.Config) -> None:
    """Mark this run; workers and all that they start inherit the mark."""
    os.environ.setdefault(MARK, uuid.uuid4().hex)
    if not hasattr(config, "workerinput"):
        signal.signal(signal.SIGTERM, _interrupt)  # else nothing would be cleared away


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """When the workers have ended, nothing of this run may be there."""
    if hasattr(session.config, "workerinput"):
        return
    interrupted = session.exitstatus == pytest.ExitCode.INTERRUPTED
    _, alive = psutil.wait_procs(_of_this_run(), timeout=SHORT if interrupted else ENDING)
    for process in alive:
        left_running.append(f"{process.name()} ({process.pid})")
        process.kill()
    if alive and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A line with what was left running."""
    if left_running:
        terminalreporter.write_line(f"LEFT RUNNING, killed now: {', '.join(left_running)}")


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _of_this_run() -> list[psutil.Process]:
    """All processes with its mark that are not of pytest itself."""
    own = {os.getpid(), *(parent.pid for parent in psutil.Process().parents())}
    return [p for p in psutil.process_iter() if p.pid not in own and _marked(p)]


def _marked(process: psutil.Process) -> bool:
    try:
        if "multiprocessing" in " ".join(process.cmdline()) and process.ppid() == os.getpid():
            return False  # the server that forks warm processes; it ends with this one
        return process.environ().get(MARK) == os.environ[MARK]
    except psutil.Error:  # it has ended, or is somebody else's
        return False
