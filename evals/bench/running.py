"""Programs of ours as processes of their own, timed and weighed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from socket import socket
from typing import Any

import httpx
import psutil

from agent.errors import InternalError
from agent.settings import Settings

WEIGHED_EVERY = 0.1  # seconds


@dataclass(frozen=True, slots=True)
class Place:
    """Where a measurement has its data, and the models that it uses."""

    data: Path
    materials: Path
    settings: Settings

    def environment(self) -> dict[str, str]:
        """The environment of a process that works there."""
        ours = {
            "MENTOR_DATA_DIR": self.data,
            "MENTOR_MATERIALS_DIR": self.materials,
            "MENTOR_MODELS_DIR": self.settings.models.absolute(),
            "MENTOR_EMBEDDING_MODEL": self.settings.embedding_model,
            "MENTOR_EMBEDDING_THREADS": self.settings.embedding_threads,
            "MENTOR_MILVUS_URI": "",
            "MENTOR_DATABASE_URL": "",
            "MENTOR_LLM_BASE_URL": "",
        }
        return os.environ | {name: str(value) for name, value in ours.items()}


@dataclass(frozen=True, slots=True)
class Ingested:
    """One ingest: its report, the wall time of the whole process, and the most memory that it and
    its children had at one time, in MiB; pages that they share are counted for each."""

    report: dict[str, Any]
    seconds: float
    peak_mib: float


def ingest(place: Place, *options: str) -> Ingested:
    """Run `python -m ingestion --json`; raises `InternalError` when it fails."""
    began = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "ingestion", "--json", *options],
        env=place.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        weight = _Weight(process.pid)
        printed, complaints = process.communicate()
        peak = weight.stop()
    seconds = time.perf_counter() - began
    if process.returncode:
        raise InternalError(f"The ingest ended with {process.returncode}: {complaints or printed}")
    return Ingested(json.loads(printed), seconds, peak)


@contextmanager
def serving(place: Place) -> Iterator[httpx.Client]:
    """A client of a service over the same data."""
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "api", "--port", str(port)],
        env=place.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        patient = httpx.HTTPTransport(retries=8)
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", transport=patient, timeout=60) as to:
            to.get("/health/live").raise_for_status()
            yield to
    finally:
        process.terminate()
        process.wait()


class _Weight:
    """The most memory that a process and its children have together, looked at all the time."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._peak = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._weigh)
        self._thread.start()

    def stop(self) -> float:
        """MiB."""
        self._over.set()
        self._thread.join()
        return self._peak / 2**20

    def _weigh(self) -> None:
        while not self._over.wait(WEIGHED_EVERY):
            with suppress(psutil.Error):
                root = psutil.Process(self._pid)
                self._peak = max(self._peak, sum(map(_resident, [root, *root.children(True)])))


def _resident(process: psutil.Process) -> int:
    with suppress(psutil.Error):
        return int(process.memory_info().rss)
    return 0
