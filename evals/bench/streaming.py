"""Many answers streamed at once by a service on one core, each as fast as its model writes."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from agent.settings import Settings
from evals.bench import made
from evals.bench.measured import Measured
from evals.bench.paced_model import EVERY, FIRST, WORDS
from evals.bench.running import Place, free_port, ingest, mib, serving

STREAMS, MINUTES = 100, 1.0  # MENTOR_BENCH_STREAMS and MENTOR_BENCH_MINUTES override
SPREAD = FIRST + WORDS * EVERY  # seconds over which the streams begin: one answer's time
SETTLED = 2  # answers of a stream before its memory is compared
QUESTION = "What does the note say about the order of the list?"


@dataclass(slots=True)
class _Seen:
    """What the readers saw, in seconds; memory in MiB by time."""

    first: list[float] = field(default_factory=list)  # to the first word, without the model's own
    behind: list[float] = field(default_factory=list)  # the latest word of each answer
    errors: list[str] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)


def streaming(scratch: Path, settings: Settings) -> list[Measured]:
    """Readers who ask anew whenever their answer has ended, begun evenly over one.

    Added to the first word: from sending the question to reading the first word, less the model's
    own wait; search, grading, queue and checkpoints are in it. Behind: from when the model's word
    was due to when its reader had it, the model's own lateness on a busy machine included.
    """
    place = Place(scratch / "data", scratch / "notes", settings)
    made.notes(place.materials, 50, seed=3)
    ingest(place)
    streams = int(os.environ.get("MENTOR_BENCH_STREAMS", STREAMS))
    seconds = 60 * float(os.environ.get("MENTOR_BENCH_MINUTES", MINUTES))
    core = max(os.sched_getaffinity(0)) if sys.platform == "linux" else None
    with (
        paced_model() as url,
        serving(
            place, core, llm_base_url=url, llm_slots=streams, queue=2 * streams, llm_context=16_384
        ) as service,
    ):
        seen = asyncio.run(_read(str(service.base_url), service.process.pid, streams, seconds))
    return _figures(seen, f"{streams} streams", seconds)


def _figures(seen: _Seen, name: str, seconds: float) -> list[Measured]:
    first, behind = (sorted(1000 * value for value in some) for some in (seen.first, seen.behind))
    early, late = seen.memory[0], seen.memory[-1]
    growth = 100 * (late / early - 1)
    answers = f"{len(behind)} answers in {seconds:.0f} s and a warm-up"
    return [
        Measured(f"{name}, errors", len(seen.errors), "", 0, about="; ".join(seen.errors[:1])),
        Measured(
            f"{name}, added to the first word, p95",
            _share(first, 0.95),
            "ms",
            150,
            about=f"p50 {_share(first, 0.5):.0f} ms, {answers}",
        ),
        Measured(
            f"{name}, furthest behind the model",
            _share(behind, 1),
            "ms",
            500,
            about=f"latest word of an answer: p50 {_share(behind, 0.5):.0f} ms",
        ),
        Measured(
            f"{name}, memory's growth", growth, "%", 10, about=f"{early:.0f} to {late:.0f} MiB"
        ),
    ]


def _share(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("inf")


@contextmanager
def paced_model(*options: str) -> Iterator[str]:
    """The model that keeps time, in a process of its own; its address."""
    port = free_port()
    command = [sys.executable, "-m", "evals.bench.paced_model", str(port), *options]
    process = subprocess.Popen(command)
    try:
        with httpx.Client(transport=httpx.HTTPTransport(retries=8)) as client:
            client.get(f"http://127.0.0.1:{port}/v1/models").raise_for_status()
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        process.terminate()
        process.wait()


async def _read(url: str, pid: int, streams: int, seconds: float) -> _Seen:
    seen = _Seen()
    limits = httpx.Limits(max_connections=None)
    end = time.monotonic() + SPREAD + seconds
    async with httpx.AsyncClient(base_url=url, timeout=60, limits=limits) as client:
        readers = [
            asyncio.create_task(_reader(client, number * SPREAD / streams, end, seen))
            for number in range(streams)
        ]
        weighing = asyncio.create_task(_weigh(pid, SPREAD * SETTLED, seen))
        await asyncio.gather(*readers)
        weighing.cancel()
    return seen


async def _weigh(pid: int, settled: float, seen: _Seen) -> None:
    await asyncio.sleep(settled)
    while True:
        seen.memory.append(mib(pid))
        await asyncio.sleep(1)


async def _reader(client: httpx.AsyncClient, delay: float, end: float, seen: _Seen) -> None:
    await asyncio.sleep(delay)
    while time.monotonic() < end:
        try:
            await _answer(client, seen)
        except (httpx.HTTPError, ValueError) as error:
            seen.errors.append(repr(error))


async def _answer(client: httpx.AsyncClient, seen: _Seen) -> None:
    asked = time.monotonic()
    due, said, behind, name = 0.0, itertools.count(), 0.0, ""
    async for name, data in _events(client):
        if name == "error":
            raise ValueError(data)
        if name != "token":
            continue
        now, number = time.monotonic(), next(said)
        if number == 0:
            due = float(json.loads(data)["text"])
            seen.first.append(now - asked - FIRST)
        behind = max(behind, now - (due + number * EVERY))
    if name != "done" or next(said) < WORDS:
        raise ValueError(f"ended with {name!r}")
    seen.behind.append(behind)


async def _events(client: httpx.AsyncClient) -> AsyncGenerator[tuple[str, str]]:
    headers = {"Accept": "text/event-stream"}
    name = ""
    async with client.stream(
        "POST", "/api/chat", json={"message": QUESTION}, headers=headers
    ) as reply:
        if reply.status_code != 200:
            raise ValueError(f"status {reply.status_code}")
        async for line in reply.aiter_lines():
            if line.startswith("event: "):
                name = line[7:]
            elif line.startswith("data: "):
                yield name, line[6:]
