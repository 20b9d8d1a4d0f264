"""Our programs as child processes, with their time and peak memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from socket import create_connection, socket
from typing import Any

import httpx
import psutil

from agent.errors import InternalError
from agent.settings import Settings

WEIGHED_EVERY = 0.1  # seconds
LOG = "service.log"
PATIENCE = 60.0  # seconds for a service to open its port


@dataclass(frozen=True, slots=True)
class Place:
    """The folders and settings of a measurement."""

    data: Path
    materials: Path
    settings: Settings

    def environment(self, **more: object) -> dict[str, str]:
        """The environment of a process that works there, with further settings by field name."""
        ours: dict[str, object] = {
            "MENTOR_DATA_DIR": self.data,
            "MENTOR_MATERIALS_DIR": self.materials,
            "MENTOR_MODELS_DIR": self.settings.models.absolute(),
            "MENTOR_EMBEDDING_MODEL": self.settings.embedding_model,
            "MENTOR_MILVUS_URI": "",
            "MENTOR_DATABASE_URL": "",
            "MENTOR_REDIS_URL": "",
            "MENTOR_WORKERS": 1,
            "MENTOR_LLM_BASE_URL": "",
        }
        ours |= {f"MENTOR_{name.upper()}": value for name, value in more.items()}
        return os.environ | {name: str(value) for name, value in ours.items()}


@dataclass(frozen=True, slots=True)
class Ingested:
    """One ingest: its report, the wall time of the process, and the peak memory of it and its
    children in MiB; shared pages count once per process."""

    report: dict[str, Any]
    seconds: float
    peak_mib: float


def ingest(place: Place, *options: str) -> Ingested:
    """Run `python -m ingestion --json`; raises `InternalError` when it fails."""
    printed, seconds, peak = weighed(["ingestion", "--json", *options], place.environment())
    return Ingested(json.loads(printed), seconds, peak)


def weighed(program: Sequence[str], environment: Mapping[str, str]) -> tuple[str, float, float]:
    """Run a module with its arguments: its output, its seconds, and the peak memory of it and its
    children in MiB. Raises `InternalError` when it fails."""
    began = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", *program],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        weight = _Weight(process.pid)
        printed, complaints = process.communicate()
        peak = weight.stop()
    seconds = time.perf_counter() - began
    if process.returncode:
        output = complaints or printed
        raise InternalError(f"python -m {program[0]} exited with {process.returncode}: {output}")
    return printed, seconds, peak


class Service(httpx.Client):
    """A client of a service, and that service's process."""

    process: subprocess.Popen[bytes]


@contextmanager
def serving(place: Place, core: int | None = None, **settings: object) -> Iterator[Service]:
    """A service over the same data, restricted to one core if given (Linux)."""
    port = free_port()
    with _on(core), (place.data / LOG).open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "api", "--port", str(port)],
            env=place.environment(**settings),
            stdout=log,
            stderr=log,
        )
    try:
        _wait(port, process)
        with Service(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False) as client:
            client.process = process
            client.get("/").raise_for_status()  # waits until all is open
            yield client
    finally:
        process.terminate()
        process.wait()


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    """Return as soon as the port is open."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        with suppress(OSError):
            create_connection(("127.0.0.1", port), timeout=1).close()
            return
        time.sleep(0.02)
    raise InternalError(f"The service did not start within {PATIENCE:.0f} s.")


def free_port() -> int:
    """An unused port of this machine."""
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def mib(pid: int) -> float:
    """Resident memory of a process and its children; shared pages count once per process."""
    root = psutil.Process(pid)
    return sum(map(_resident, [root, *root.children(True)])) / 2**20


@contextmanager
def _on(core: int | None) -> Iterator[None]:
    """Child processes started inside inherit the restriction."""
    if core is None or sys.platform != "linux":
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


class _Weight:
    """Samples the memory of a process and its children, and keeps the peak."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._peak = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._weigh)
        self._thread.start()

    def stop(self) -> float:
        """The peak in MiB."""
        self._over.set()
        self._thread.join()
        return self._peak

    def _weigh(self) -> None:
        while not self._over.wait(WEIGHED_EVERY):
            with suppress(psutil.Error):
                self._peak = max(self._peak, mib(self._pid))


def _resident(process: psutil.Process) -> int:
    with suppress(psutil.Error):
        return int(process.memory_info().rss)
    return 0
