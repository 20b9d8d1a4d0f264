"""The service, which counts its garbage collections until it is ready, says so and stops."""

from __future__ import annotations

import gc
import os
import signal
import sys
from threading import Thread

import httpx

from api.__main__ import main
from tests.until import until

counted: list[bool] = []


def ready(address: str) -> bool:
    try:
        return httpx.get(f"{address}/health/ready", trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


def say_and_stop() -> None:
    until(lambda: ready(f"http://127.0.0.1:{sys.argv[2]}"), 90)
    print(f"{sum(counted)} collected, {'on' if gc.isenabled() else 'off'}", flush=True)
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    gc.callbacks.append(lambda phase, _: counted.append(phase == "start"))
    Thread(target=say_and_stop, daemon=True).start()
    sys.exit(main())
