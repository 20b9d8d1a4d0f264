"""MENTOR_WORKERS processes on one port; a crashed process is replaced.

They share one listening socket, so that no connection is lost with a process.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing

from pydantic import SecretStr

from agent.errors import NotReady
from agent.settings import Settings
from api.observe import logs

log = logging.getLogger(__name__)

LOOK = 0.1  # seconds between checks of the processes
PAUSE = 1.0  # seconds before a crashed process is replaced
BACKLOG = 2048
NOT_SET_UP = 2  # exit code of a process that cannot start before something is set up
CLOSING = 10.0  # seconds after those for the answers, until a process is killed


def serve_together(settings: Settings) -> None:
    """Serve until stopped; raises `NotReady` if the processes cannot start."""
    logs.set_up(settings)
    with closing(_listening(settings)) as listener:
        _Workers(settings, listener).run()


def environment(settings: Settings) -> dict[str, str]:
    """The environment from which a process reads these settings."""
    changed = {name: getattr(settings, name) for name in settings.model_fields_set}
    return os.environ | {
        f"MENTOR_{name.upper()}": value.get_secret_value()
        if isinstance(value, SecretStr)
        else str(value)
        for name, value in changed.items()
        if value is not None
    }


def _listening(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((settings.host, settings.port))
    listener.listen(BACKLOG)
    listener.set_inheritable(True)
    return listener


class _Workers:
    def __init__(self, settings: Settings, listener: socket.socket) -> None:
        self._settings = settings
        self._listener = listener
        self._stopping = False
        self._processes: list[subprocess.Popen[bytes]] = []

    def run(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        self._processes = [self._start() for _ in range(self._settings.workers)]
        try:
            while not self._stopping:
                self._replace_dead()
                time.sleep(LOOK)
        finally:
            self._end()

    def _stop(self, *_: object) -> None:
        self._stopping = True

    def _start(self) -> subprocess.Popen[bytes]:
        settings, number = self._settings, self._listener.fileno()
        where = ["--host", settings.host, "--port", str(settings.port), "--socket", str(number)]
        return subprocess.Popen(
            [sys.executable, "-m", "api", *where], env=environment(settings), pass_fds=[number]
        )

    def _replace_dead(self) -> None:
        for at, process in enumerate(self._processes):
            if process.poll() is None:
                continue
            if process.returncode == NOT_SET_UP:
                raise NotReady(
                    "A process of the service could not start.", "Check its output above."
                )
            log.warning("process %d ended (%d): replaced", process.pid, process.returncode)
            time.sleep(PAUSE)
            if not self._stopping:
                self._processes[at] = self._start()

    def _end(self) -> None:
        for process in self._processes:
            process.terminate()
        deadline = time.monotonic() + self._settings.limits.drain_seconds + CLOSING
        for process in self._processes:
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
