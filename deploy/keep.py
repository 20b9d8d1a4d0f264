"""python -m deploy.keep: watches over supervisor and what it runs, as one of its programs.

Supervisor starts programs again that end, this one too. This one starts the ingest when the service
is open, supervisor again where that is killed, and a program again that has not answered for a
minute. Under systemd, which sees to supervisor itself: --watch-only.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable

import httpx

from agent.settings import read_settings
from deploy.supervisor_conf import files
from deploy.supervisor_control import Control, daemon

PAUSE = 0.2  # seconds between two looks at the parent
EVERY = 5.0  # seconds between two calls of each program
PATIENCE = 60.0  # seconds without an answer after which one is restarted


class Watched:
    """One program, and a call that it has to answer, with whatever status."""

    def __init__(self, name: str, url: str, now: Callable[[], float] = time.monotonic) -> None:
        self.name = name
        self._url = url
        self._now = now
        self._pid = 0
        self._answered: float | None = (
            None  # when it did last; loading takes the time that it takes
        )

    def hangs(self, client: httpx.Client, pid: int) -> bool:
        """Ask it; whether this process has answered before and been silent for too long now."""
        if pid != self._pid:
            self._pid, self._answered = pid, None
        try:
            client.get(self._url)
            self._answered = self._now()
        except httpx.HTTPError:
            return self._answered is not None and self._now() - self._answered >= PATIENCE
        return False


def is_open(client: httpx.Client, url: str) -> bool:
    """Whether the service has opened what it answers from, ready or not."""
    try:
        reply = client.get(f"{url}/health/ready")
        return reply.is_success or '"what": "service"' not in reply.text
    except httpx.HTTPError:
        return False


def main() -> int:
    """Watch until stopped, or until supervisor was started again."""
    settings, parent = read_settings(), os.getppid()
    where = files(settings)
    control = Control(where)
    watched = [
        Watched("api", f"{settings.url}/health/live"),
        Watched("model", f"http://127.0.0.1:{settings.model_port}/health"),
    ]
    asked, opened = time.monotonic(), False
    with httpx.Client(timeout=5, trust_env=False) as client:
        while os.getppid() == parent:
            time.sleep(PAUSE)
            if not opened and (opened := is_open(client, settings.url)):
                control.start("ingest")
            if time.monotonic() - asked < EVERY:
                continue
            asked = time.monotonic()
            running = {program["name"]: program["pid"] for program in control.running()}
            for one in watched:
                if one.name in running and one.hangs(client, running[one.name]):
                    print(
                        f"{one.name} has not answered for {PATIENCE:.0f} s: restarted", flush=True
                    )
                    control.restart(one.name)
    if "--watch-only" not in sys.argv:
        quiet = subprocess.DEVNULL  # its own output went to who is gone
        subprocess.run(daemon(where), stdout=quiet, stderr=quiet, start_new_session=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
