"""A model server that is started again when it ends: killed for want of memory, say."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from threading import Lock, Thread

from agent.errors import ModelUnavailable
from deploy.llama.llama_server import RunningLlama

SOON = 60.0  # seconds; a server that ends sooner would only end again
TRIES = 3  # times in a row that it may end so soon


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


class KeptUp:
    """A model server, started again until it is closed.

    It is not started again if it gave up before it was ready: then there is something to set up.
    """

    def __init__(
        self,
        start: Callable[[], RunningLlama],
        loading: float,
        say: Callable[[str], None] = _say,
    ) -> None:
        """`loading`: seconds until it must be ready. `say` is given what the user should know."""
        self._start = start
        self._loading = loading
        self._say = say
        self._lock = Lock()  # held while it is started or stopped
        self._stopped = False
        self.running = start()
        """The server that runs now."""
        # a server ends with the thread that started it; this one lives as long as the service
        Thread(target=self._keep, name="model server", daemon=True).start()

    def close(self) -> None:
        """Stop it for good."""
        with self._lock:
            self._stopped = True
            self.running.stop()

    def _keep(self) -> None:
        soon = 0
        while soon < TRIES:
            begun = time.monotonic()
            if not self._begun_well():
                return
            status = self.running.process.wait()
            soon = soon + 1 if time.monotonic() - begun < SOON else 0
            if soon < TRIES and not self._started_again(status):
                return
        if not self._stopped:
            self._say(self._given_up())

    def _given_up(self) -> str:
        return (
            f"The model server ended {TRIES} times within {SOON:.0f} s and stays down; answers are "
            f"quotes.\n  See {self.running.log}, then start the service again."
        )

    def _started_again(self, status: int) -> bool:
        with self._lock:
            if self._stopped:
                return False
            self._say(f"The model server ended ({status}) and is started again.")
            try:
                self.running = self._start()
            except ModelUnavailable as error:
                self._say(error.explain())
                return False
        return True

    def _begun_well(self) -> bool:
        """Wait until it is ready, or killed; says why if it gives up before."""
        try:
            self.running.wait_until_healthy(self._loading)
        except ModelUnavailable as error:
            killed = (self.running.process.returncode or 0) < 0
            if not killed and not self._stopped:
                self._say(error.explain())
            return killed
        return True
