"""The real service as a process of its own, and the sample courses ingested by the real command."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx

from tests import warm
from tests.servers.fixtures import free_port

ROOT = Path(__file__).parents[1]
MODELS = ROOT / "data" / "models"
START = 100.0  # seconds at most; 3 on an idle machine


def environment(data_dir: Path, **settings: str) -> dict[str, str]:
    """The environment of a process of ours: these settings and no others."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("MENTOR_")}
    ours = {"data_dir": str(data_dir), "models_dir": str(MODELS), **settings}
    return plain | {f"MENTOR_{name.upper()}": value for name, value in ours.items()}


def ingest(data_dir: Path, *options: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run `python -m ingestion`."""
    return warm.run("ingestion", *options, env=environment(data_dir, **settings))


class Service(httpx.Client):
    """A client of one running service, and that service's process."""

    process: warm.Warm


@contextmanager
def serving(data_dir: Path, **settings: str) -> Iterator[Service]:
    """A service started for the occasion, ready to be asked."""
    port = free_port()
    log = data_dir / "service.log"
    with log.open("ab") as output:
        env = environment(data_dir, **settings)
        process = warm.start("api", "--port", str(port), env=env, stdout=output, stderr=output)
    try:
        with Service(base_url=f"http://127.0.0.1:{port}", timeout=START, trust_env=False) as client:
            client.process = process
            _wait(client, log)
            yield client
    finally:
        stop(process)


def stop(process: warm.Warm | subprocess.Popen[bytes]) -> None:
    """End a process; it is killed if it does not end within a minute."""
    process.terminate()
    try:
        process.wait(60)
    finally:
        process.kill()


def ask(client: httpx.Client, message: str, **more: object) -> dict[str, Any]:
    """The JSON answer to a question."""
    reply = client.post("/api/chat", json={"message": message, **more})
    assert reply.status_code == 200, reply.text
    answer: dict[str, Any] = reply.json()
    return answer


def events(client: httpx.Client, message: str, **more: object) -> Iterator[dict[str, Any]]:
    """The events of a streamed answer, as they arrive: id, event, data."""
    body = {"message": message, **more}
    with client.stream(
        "POST", "/api/chat", json=body, headers={"Accept": "text/event-stream"}
    ) as reply:
        assert reply.status_code == 200, reply.read()
        yield from sent(reply)


def sent(reply: httpx.Response) -> Iterator[dict[str, Any]]:
    """The server-sent events of a response, as they arrive: id, event, data."""
    event: dict[str, Any] = {}
    for line in reply.iter_lines():
        if not line and event:
            yield event | {"data": json.loads(event["data"])}
            event = {}
        elif line and not line.startswith(":"):
            name, _, value = line.partition(": ")
            event[name] = value


def _wait(client: Service, log: Path) -> None:
    """Return when the service answers; its log is the message when it does not.

    On a busy machine it answers 503 for a while, until all is open.
    """
    deadline = time.monotonic() + START
    while client.process.poll() is None and time.monotonic() < deadline:
        with suppress(httpx.ConnectError):
            if client.get("/").status_code < 500:
                return
        with suppress(subprocess.TimeoutExpired):
            client.process.wait(0.02)
    raise AssertionError(f"exit {client.process.poll()}: {log.read_text()}")
