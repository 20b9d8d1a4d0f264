"""python -m deploy.supervise.watchdog RUN-FOLDER URL MODEL-PORT: watch supervisor and its programs.

Supervisor restarts programs that exit, including this one. This one starts the ingest when the
service is up, restarts supervisor if it is killed, and restarts programs that have not answered for
a minute. With --watch-only, as under systemd, it leaves supervisor alone.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from deploy.supervise.configuration import files
from deploy.supervise.control import Control, daemon

PAUSE = 0.2  # seconds between checks of the parent
EVERY = 5.0  # seconds between calls of each program
PATIENCE = 60.0  # seconds without an answer until a restart


class Watched:
    """A program, and a call that it must answer with any status."""

    def __init__(
        self, name: str, answers: Callable[[], bool], now: Callable[[], float] = time.monotonic
    ) -> None:
        self.name = name
        self._answers = answers
        self._now = now
        self._pid = 0
        self._answered: float | None = None  # last time; None while it is loading

    def hangs(self, pid: int) -> bool:
        """Call it; returns whether this process has answered before and is silent for too long."""
        if pid != self._pid:
            self._pid, self._answered = pid, None
        if self._answers():
            self._answered = self._now()
        return self._answered is not None and self._now() - self._answered >= PATIENCE


def main() -> int:
    """Watch until stopped, or until supervisor was restarted."""
    run, url, model_port = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    where, parent = files(run.parent), os.getppid()
    control = Control(where)
    watched = [
        Watched("api", lambda: bool(asked(f"{url}/health/live"))),
        Watched("model", lambda: bool(asked(f"http://127.0.0.1:{model_port}/health"))),
    ]
    looked, opened = time.monotonic(), False
    while os.getppid() == parent:
        time.sleep(PAUSE)
        if not opened and (opened := is_open(asked(f"{url}/health/ready"))):
            control.start("ingest")
        if time.monotonic() - looked < EVERY:
            continue
        looked = time.monotonic()
        running = {program["name"]: program["pid"] for program in control.running()}
        for one in watched:
            if one.name in running and one.hangs(running[one.name]):
                print(f"{one.name} did not answer for {PATIENCE:.0f} s; restarted", flush=True)
                control.restart(one.name)
    if "--watch-only" not in sys.argv:
        quiet = subprocess.DEVNULL  # its own output is closed
        subprocess.run(daemon(where), stdout=quiet, stderr=quiet, start_new_session=True)
    return 0


def asked(url: str) -> str:
    """The body of the reply with any status; "" without a reply."""
    try:
        with urlopen(url, timeout=5) as reply:
            return str(reply.read().decode()) or "nothing"
    except HTTPError as refusal:
        return refusal.read().decode() or "nothing"
    except (OSError, HTTPException):
        return ""


def is_open(ready: str) -> bool:
    """Whether the service has finished its start, ready or not."""
    return bool(ready) and '"what": "service"' not in ready


if __name__ == "__main__":
    sys.exit(main())
