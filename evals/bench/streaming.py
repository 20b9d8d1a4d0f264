"""Many answers streamed at once by a service on one core."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import uvloop

from agent.settings import Settings
from evals.bench import generated
from evals.bench.child_programs import Place, free_port, ingest, mib, serving
from evals.bench.measured import Measured
from evals.bench.paced_model import EVERY, FIRST, WORDS

STREAMS, MINUTES = 100, 1.0  # MENTOR_BENCH_STREAMS and MENTOR_BENCH_MINUTES override
SPREAD = FIRST + WORDS * EVERY  # seconds over which the streams start: the time of one answer
SETTLED = 2  # answers per stream before the memory is compared
PATIENCE = 120  # seconds per answer at most
QUESTION = "What does the note say about the order of the list?"


@dataclass(slots=True)
class _Seen:
    """The readers' observations in seconds; memory in MiB over time."""

    first: list[float] = field(default_factory=list)  # to the first word, less the model's own time
    behind: list[float] = field(default_factory=list)  # the largest delay within each answer
    errors: list[str] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)


def streaming(scratch: Path, settings: Settings) -> list[Measured]:
    """Readers who ask again as soon as they have an answer, evenly staggered; then all at once.

    Delay added to the first word: from sending the question to reading the first word, less the
    model's own time; it includes search, grading, queue and checkpoints. Lag behind the model: from
    when a word was due to when its reader had it, including the model's own lateness on a busy
    machine. The service has one core; model and readers have the others, if there are any.

    The bars apply to staggered readers. Simultaneous questions are reported without a bar.
    """
    place = Place(scratch / "data", scratch / "notes", settings)
    generated.notes(place.materials, 50, seed=3)
    ingest(place)
    streams = int(os.environ.get("MENTOR_BENCH_STREAMS", STREAMS))
    seconds = 60 * float(os.environ.get("MENTOR_BENCH_MINUTES", MINUTES))
    cores = sorted(os.sched_getaffinity(0)) if sys.platform == "linux" else []
    core = cores.pop() if cores else None
    with (
        paced_model(cores=cores) as url,
        serving(
            place,
            core,
            llm_base_url=url,
            llm_options=f"release=streamed slots={streams} context=16384",
            limits=f"queue={2 * streams}",
        ) as service,
        _on(cores),
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        port = service.base_url.port
        assert port
        seen = runner.run(_read(port, service.process.pid, streams, seconds))
        crowd = runner.run(_ask_at_once(port, streams))
    return _figures(seen, f"{streams} streams", seconds) + _crowd(crowd, streams)


def _crowd(seen: _Seen, streams: int) -> list[Measured]:
    first, behind = (sorted(1000 * value for value in some) for some in (seen.first, seen.behind))
    name = f"{streams} simultaneous questions"
    return [
        Measured(f"{name}, errors", len(seen.errors), "", 0, about="; ".join(seen.errors[:1])),
        Measured(
            f"{name}, delay added to the first word, p95",
            _share(first, 0.95),
            "ms",
            about=f"p50 {_share(first, 0.5):.0f} ms, last {_share(first, 1):.0f} ms",
        ),
        Measured(f"{name}, largest lag behind the model", _share(behind, 1), "ms"),
    ]


def _figures(seen: _Seen, name: str, seconds: float) -> list[Measured]:
    first, behind = (sorted(1000 * value for value in some) for some in (seen.first, seen.behind))
    early, late = seen.memory[0], seen.memory[-1]
    growth = 100 * (late / early - 1)
    answers = f"{len(behind)} answers in {seconds:.0f} s plus warm-up"
    return [
        Measured(f"{name}, errors", len(seen.errors), "", 0, about="; ".join(seen.errors[:1])),
        Measured(
            f"{name}, delay added to the first word, p95",
            _share(first, 0.95),
            "ms",
            150,
            about=f"p50 {_share(first, 0.5):.0f} ms, {answers}",
        ),
        Measured(
            f"{name}, largest lag behind the model",
            _share(behind, 1),
            "ms",
            500,
            about=f"largest lag per answer: p50 {_share(behind, 0.5):.0f} ms",
        ),
        Measured(f"{name}, memory growth", growth, "%", 10, about=f"{early:.0f} to {late:.0f} MiB"),
    ]


def _share(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("inf")


@contextmanager
def _on(cores: Sequence[int]) -> Iterator[None]:
    """Restrict this process and its new children to these cores, if any are named."""
    if not cores:
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


@contextmanager
def paced_model(*options: str, cores: Sequence[int] = ()) -> Iterator[str]:
    """The address of a scripted model in a child process."""
    port = free_port()
    command = [sys.executable, "-m", "evals.bench.paced_model", str(port), *options]
    with _on(cores):
        process = subprocess.Popen(command)
    try:
        with httpx.Client(transport=httpx.HTTPTransport(retries=8)) as client:
            client.get(f"http://127.0.0.1:{port}/v1/models").raise_for_status()
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        process.terminate()
        process.wait()


async def _read(port: int, pid: int, streams: int, seconds: float) -> _Seen:
    seen = _Seen()
    end = time.monotonic() + SPREAD + seconds
    readers = [
        asyncio.create_task(_reader(port, number * SPREAD / streams, end, seen))
        for number in range(streams)
    ]
    weighing = asyncio.create_task(_weigh(pid, SPREAD * SETTLED, seen))
    await asyncio.gather(*readers)
    weighing.cancel()
    return seen


async def _ask_at_once(port: int, streams: int) -> _Seen:
    seen = _Seen()
    await asyncio.gather(*(_answer(port, seen) for _ in range(streams)))
    return seen


async def _weigh(pid: int, settled: float, seen: _Seen) -> None:
    await asyncio.sleep(settled)
    while True:
        seen.memory.append(mib(pid))
        await asyncio.sleep(1)


async def _reader(port: int, delay: float, end: float, seen: _Seen) -> None:
    await asyncio.sleep(delay)
    while time.monotonic() < end:
        await _answer(port, seen)


async def _answer(port: int, seen: _Seen) -> None:
    """Ask, and read the answer to its end; a failure is noted."""
    try:
        async with asyncio.timeout(PATIENCE):
            seen.behind.append(await _received(port, seen))
    except (OSError, EOFError, TimeoutError, ValueError) as error:
        seen.errors.append(repr(error))


async def _received(port: int, seen: _Seen) -> float:
    """The largest lag within one answer, in seconds."""
    asked = time.monotonic()
    due, words, behind, name = 0.0, itertools.count(), 0.0, ""
    async for name, data in _events(port):
        if name == "error":
            raise ValueError(data)
        if name != "token":
            continue
        now, number = time.monotonic(), next(words)
        if number == 0:
            due = float(json.loads(data)["text"])
            seen.first.append(now - asked - FIRST)
        behind = max(behind, now - (due + number * EVERY))
    if name != "done" or next(words) < WORDS:
        raise ValueError(f"ended with {name!r}")
    return behind


async def _events(port: int) -> AsyncGenerator[tuple[str, str]]:
    """The events of one answer, read with as little work as possible.

    The marks of HTTP chunks are on separate lines between events and are skipped.
    """
    body = json.dumps({"message": QUESTION}).encode()
    head = (
        "POST /api/chat HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        "Connection: close\r\n\r\n"
    )
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(head.encode() + body)
        status = await reader.readline()
        if b" 200 " not in status:
            raise ValueError(f"status {status.decode().strip()}")
        name, held = "", b""
        while data := await reader.read(2**16):
            *lines, held = (held + data).split(b"\r\n")
            for line in lines:
                if line.startswith(b"event: "):
                    name = line[7:].decode()
                elif line.startswith(b"data: "):
                    yield name, line[6:].decode()
    finally:
        writer.close()
