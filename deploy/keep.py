"""python -m deploy.keep: watches over supervisor and what it runs, as one of its programs.

Supervisor starts programs again that end, this one too. This one starts supervisor again where
that is killed, and restarts a program that runs but has not answered for a minute. Under systemd,
which does the first itself: --watch-only.
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
    """One program and the call that it has to answer with any status."""

    def __init__(self, name: str, url: str, now: Callable[[], float] = time.monotonic) -> None:
        self.name = name
        self._url = url
        self._now = now
        self._answered = now()

    def hangs(self, client: httpx.Client) -> bool:
        """Ask it; whether it has been silent for too long. Then it gets as long again."""
        try:
            client.get(self._url)
        except httpx.HTTPError:
            if self._now() - self._answered < PATIENCE:
                return False
            self._answered = self._now()
            return True
        self._answered = self._now()
        return False


def main() -> int:
    """Watch until stopped, or until supervisor was started again."""
    settings, parent = read_settings(), os.getppid()
    where = files(settings)
    control = Control(where)
    watched = [
        Watched("api", f"http://{settings.host}:{settings.port}/health/live"),
        Watched("model", f"http://127.0.0.1:{settings.model_port}/health"),
    ]
    asked = time.monotonic()
    with httpx.Client(timeout=5, trust_env=False) as client:
        while os.getppid() == parent:
            time.sleep(PAUSE)
            if time.monotonic() - asked < EVERY:
                continue
            asked = time.monotonic()
            running = {program["name"] for program in control.running()}
            for one in watched:
                if one.hangs(client) and one.name in running:
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
