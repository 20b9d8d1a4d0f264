"""Turns per second outside the model: embedded or with PostgreSQL and Redis, one process or two."""

from __future__ import annotations

import asyncio
import json
import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psutil
import redis
import uvloop

from agent.errors import InternalError, NotReady
from agent.settings import Settings
from agent.store.copying import copy_database
from evals.bench.child_programs import LOG, Place, Service, ingest, serving
from evals.bench.measured import Measured
from evals.bench.own_postgres import programs, running
from evals.bench.own_redis import PROGRAM, running_redis
from evals.bench.streaming import paced_model
from evals.golden.cases import SAMPLE, read_cases

CLIENTS = 16
SECONDS = 10.0  # measured per configuration
WARM = 3.0  # seconds of warm-up
PATIENCE = 120.0  # seconds until all processes have started
EMBEDDED = "SQLite, one process"
ONE, TWO = "PostgreSQL and Redis, one process", "PostgreSQL and Redis, two processes"
FILE_TWO = "SQLite and Redis, two processes"


def processes(scratch: Path, settings: Settings) -> list[Measured]:
    """The sample's questions from several clients at once, with a model that answers immediately.

    Service, index engine, model, databases and clients share the cores of this machine.
    """
    if programs() is None or PROGRAM is None:
        missing = "PostgreSQL" if programs() is None else "Redis"
        raise NotReady(f"{missing} is not installed here.", "apt install postgresql redis-server")
    place = Place(scratch / "data", settings.materials_dir.absolute(), settings)
    ingest(place)
    rates: dict[str, float] = {}
    cpu: dict[str, float] = {}
    for name in (EMBEDDED, ONE, TWO, FILE_TWO):
        data = scratch / f"data-{len(rates)}"
        shutil.copytree(place.data, data)
        with _served(Place(data, place.materials, settings), name) as service:
            rates[name], cpu[name] = _measure(service)
    return [
        _ratio("turns per second, two processes / one, SQLite", rates[FILE_TWO], rates[EMBEDDED]),
        _ratio(
            "turns per second, two processes / one, PostgreSQL and Redis", rates[TWO], rates[ONE]
        ),
        _ratio("turns per second, PostgreSQL and Redis / embedded", rates[ONE], rates[EMBEDDED]),
        *(
            Measured(
                f"turns per second, {CLIENTS} clients, {name}", rate, "/s",
                about=f"{cpu[name]:.0f} ms of CPU per turn, index engine included",
            )
            for name, rate in rates.items()
        ),
    ]  # fmt: skip


def _ratio(name: str, one: float, other: float) -> Measured:
    return Measured(name, one / other, about=f"{one:.1f} vs {other:.1f} turns/s")


@contextmanager
def _served(place: Place, name: str) -> Iterator[Service]:
    with ExitStack() as stack:
        url = stack.enter_context(paced_model("quick"))
        more: dict[str, object] = {
            "llm_base_url": url,
            "llm_options": f"release=streamed slots={CLIENTS} context=16384",
            "limits": f"queue={2 * CLIENTS}",
        }
        count = 2 if "two" in name else 1
        more["workers"] = count
        if "PostgreSQL" in name:
            there = programs()
            assert there
            database = stack.enter_context(running(there)).new_database()
            copy_database(f"sqlite:///{place.data / 'mentor.sqlite'}", database)
            more["database_url"] = database
        redis_url = ""
        if "Redis" in name:
            redis_url = stack.enter_context(running_redis()).url
            more["redis_url"] = redis_url
        service = stack.enter_context(serving(place, None, **more))
        if redis_url:
            _wait_for_all(redis_url, count, place.data / LOG)
        yield service


def _wait_for_all(url: str, count: int, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    with redis.Redis.from_url(url) as client:
        while client.hlen("mentor:processes") < count:
            if time.monotonic() > deadline:
                tail = log.read_text(errors="replace")[-2_000:]
                raise InternalError(f"{count} processes did not start in {PATIENCE:.0f} s: {tail}")
            time.sleep(0.05)


def _measure(service: Service) -> tuple[float, float]:
    """Turns per second, and the milliseconds of CPU that the service's processes use per turn."""
    port = service.base_url.port
    assert port
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_turns(port, WARM))
        began, used = time.perf_counter(), _used(service.process.pid)
        turns = runner.run(_turns(port, SECONDS))
        seconds, used = time.perf_counter() - began, _used(service.process.pid) - used
    return turns / seconds, 1000 * used / turns


def _used(pid: int) -> float:
    """Seconds of CPU used so far by a process and its children."""
    root = psutil.Process(pid)
    return sum(sum(one.cpu_times()[:2]) for one in [root, *root.children(recursive=True)])


async def _turns(port: int, seconds: float) -> int:
    """The number of completed turns."""
    questions = [case.question for case in read_cases(SAMPLE)]
    end = time.monotonic() + seconds

    async def client(number: int) -> int:
        count = 0
        while time.monotonic() < end:
            await _ask(port, questions[(number + count) % len(questions)])
            count += 1
        return count

    return sum(await asyncio.gather(*(client(number) for number in range(CLIENTS))))


async def _ask(port: int, question: str) -> None:
    body = json.dumps({"message": question}).encode()
    head = (
        "POST /api/chat HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(head.encode() + body)
        answer = await reader.read(-1)
    finally:
        writer.close()
    if b" 200 " not in answer.split(b"\r\n", 1)[0]:
        raise InternalError(f"A turn failed: {answer[:300].decode(errors='replace')}")
