"""The service as a whole: start-up time, memory and latency."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

import httpx

from agent.errors import InternalError
from agent.settings import Settings
from evals.bench.child_programs import Place, ingest, mib, serving
from evals.bench.measured import Measured
from evals.golden.cases import SAMPLE, read_cases

QUESTIONS = 60
PATIENCE = 60.0  # seconds for the service to become ready


def service(scratch: Path, settings: Settings) -> list[Measured]:
    """A service over freshly ingested materials, without a language model."""
    place = Place(scratch / "data", settings.materials_dir.absolute(), settings)
    ingest(place)
    with serving(place):
        pass  # warms the disk cache
    began = time.perf_counter()
    with serving(place) as client:
        opened = time.perf_counter() - began
        ready = opened + _ready(client)
        idle = mib(client.process.pid)
        times = [_asked(client, case.question) for case in read_cases(SAMPLE)[:QUESTIONS]]
        busy = mib(client.process.pid)
    bare = _python(place)
    return [
        Measured(
            "start of the service until ready", ready, "s", reference=bare,
            against="importing its libraries", about=f"port open after {opened:.1f} s",
        ),
        Measured("memory of the service, idle", idle, "MiB", about="index engine included"),
        Measured(
            f"memory after {QUESTIONS} questions", busy, "MiB", reference=idle, against="idle"
        ),
        Measured(
            "turn over HTTP, p50", statistics.median(times), "ms",
            about=f"p95 {sorted(times)[int(0.95 * len(times))]:.0f} ms, {len(times)} questions",
        ),
    ]  # fmt: skip


def _ready(client: httpx.Client) -> float:
    """Seconds until `/health/ready` is 200."""
    began = time.perf_counter()
    while client.get("/health/ready").status_code != 200:
        if time.perf_counter() - began > PATIENCE:
            raise InternalError(f"The service was not ready after {PATIENCE:.0f} s.")
        time.sleep(0.02)
    return time.perf_counter() - began


def _asked(client: httpx.Client, question: str) -> float:
    began = time.perf_counter()
    client.post("/api/chat", json={"message": question}).raise_for_status()
    return 1000 * (time.perf_counter() - began)


def _python(place: Place) -> float:
    """Seconds to import the libraries of the service."""
    program = "import fastapi, uvicorn, langgraph.graph, pymilvus, onnxruntime, fastembed"
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", program], env=place.environment(), check=True)
    return time.perf_counter() - began
