"""The cost of a turn outside the search, in SQLite and in PostgreSQL."""

from __future__ import annotations

import shutil
import statistics
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx

from agent.errors import NotReady
from agent.settings import Settings
from agent.store.copying import copy_database
from evals.bench.child_programs import Place, Service, ingest, serving
from evals.bench.measured import Measured
from evals.bench.own_postgres import programs, running
from evals.golden.cases import SAMPLE, read_cases

CLIENTS = 8
KINDS = ("SQLite", "PostgreSQL")


def databases(scratch: Path, settings: Settings) -> list[Measured]:
    """Two services over the same materials, asked alternately; a new conversation per question."""
    place = Place(scratch / "data", settings.materials_dir.absolute(), settings)
    ingest(place)
    questions = [case.question for case in read_cases(SAMPLE)]
    with _both(place, scratch) as services:
        for client in services:
            for question in questions[:5]:
                _rest(client, question)
        rests = [[_rest(client, question) for client in services] for question in questions]
        rates = [_rate(client, questions) for client in services]
    sqlite, postgres = (sorted(rest) for rest in zip(*rests, strict=True))
    found = [_p50(kind, rest) for kind, rest in zip(KINDS, (sqlite, postgres), strict=True)]
    about = f"{found[1].value:.1f} ms vs {found[0].value:.1f} ms"
    ratio = found[1].value / found[0].value
    return [
        Measured("turn over HTTP without search, PostgreSQL / SQLite", ratio, about=about),
        *found,
        *(
            Measured(f"turns per second, {CLIENTS} clients, {kind}", rate, "/s")
            for kind, rate in zip(KINDS, rates, strict=True)
        ),
    ]


@contextmanager
def _both(place: Place, scratch: Path) -> Iterator[list[Service]]:
    there = programs()
    if there is None:
        raise NotReady("PostgreSQL is not installed here.", "apt install postgresql")
    other = Place(scratch / "other", place.materials, place.settings)
    shutil.copytree(place.data, other.data)
    with ExitStack() as stack:
        url = stack.enter_context(running(there)).new_database()
        copy_database(f"sqlite:///{place.data / 'mentor.sqlite'}", url)
        yield [
            stack.enter_context(serving(place)),
            stack.enter_context(serving(other, database_url=url)),
        ]


def _rest(client: httpx.Client, question: str) -> float:
    """Milliseconds of a turn without those of its searches."""
    began = time.perf_counter()
    reply = client.post("/api/chat", json={"message": question}).raise_for_status()
    whole = 1000 * (time.perf_counter() - began)
    searches: float = sum(s["ms"] for s in reply.json()["trace"] if s["node"] == "retrieve")
    return whole - searches


def _rate(client: httpx.Client, questions: Sequence[str]) -> float:
    """Turns per second with several clients at once."""
    began = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(lambda question: _rest(client, question), questions))
    return len(questions) / (time.perf_counter() - began)


def _p50(kind: str, ms: Sequence[float]) -> Measured:
    return Measured(
        f"turn over HTTP without search, {kind}, p50", statistics.median(ms), "ms",
        about=f"p95 {ms[int(0.95 * len(ms))]:.0f} ms, {len(ms)} questions",
    )  # fmt: skip
