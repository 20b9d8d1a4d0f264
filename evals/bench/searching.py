"""Search times in indexes of 1,000 to 50,000 chunks: each arm, both fused, and eight clients."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from agent.compose import open_embeddings
from agent.milvus.engine import Engine
from agent.milvus.store import MilvusIndex
from agent.settings import Settings
from evals.bench import corpus
from evals.bench.measured import Measured
from evals.golden.cases import SAMPLE, read_cases

SIZES = (1_000, 5_000, 20_000, 50_000)
CLIENTS = 8
K = 20
QUESTIONS = 60
BATCH = 1_000
ALONE = {
    (5_000, "dense"): 3.0, (5_000, "BM25"): 2.0, (5_000, "both fused"): 6.0,
    (20_000, "dense"): 12.0, (20_000, "BM25"): 4.0, (20_000, "both fused"): 12.0,
    (50_000, "dense"): 19.0, (50_000, "BM25"): 3.0, (50_000, "both fused"): 23.0,
}  # fmt: skip
"""Milliseconds of the bare engine, without our fields, filters and fusion."""

Ask = Callable[[int], object]
"""Asks the question of this number."""


def searching(scratch: Path, settings: Settings) -> list[Measured]:
    """Milliseconds per search, without embedding the question, against the bare engine."""
    embeddings = open_embeddings(settings)
    texts = corpus.ingested(settings, embeddings.identity)
    made = corpus.vectors(embeddings.embed_documents(texts), SIZES[-1])
    questions = [case.question for case in read_cases(SAMPLE)][:QUESTIONS]
    asked = [embeddings.embed_query(text) for text in questions]
    found: list[Measured] = []
    with closing(
        MilvusIndex(Engine(scratch / "search.db"), embedding=embeddings.identity)
    ) as index:
        written = 0
        for size in SIZES:
            seconds = _fill(index, texts, made, written, size)
            found += _at(index, size, made[:size], questions, asked)
            if size == SIZES[-1]:
                rate = (size - written) / seconds
                found.append(
                    Measured(
                        "chunks written, without embedding",
                        rate,
                        "/s",
                        reference=3_900,
                        against="the bare engine",
                        about=f"{size - written:,} in {seconds:.1f} s",
                    )
                )
            written = size
    return found


def _fill(
    index: MilvusIndex, texts: Sequence[str], made: NDArray[np.float32], first: int, last: int
) -> float:
    """Write chunks `first` to `last` - 1; returns the seconds."""
    seconds = 0.0
    for start in range(first, last, BATCH):
        end = min(start + BATCH, last)
        batch = list(corpus.chunks(texts, start, end))
        rows = made[start:end].tolist()
        began = time.perf_counter()
        index.write(batch, rows)
        seconds += time.perf_counter() - began
    return seconds


def _at(
    index: MilvusIndex,
    size: int,
    made: NDArray[np.float32],
    questions: Sequence[str],
    asked: Sequence[Sequence[float]],
) -> list[Measured]:
    arms: dict[str, Ask] = {
        "dense": lambda n: index.nearest(asked[n], K),
        "BM25": lambda n: index.matching(questions[n], asked[n], K),
        "both fused": lambda n: index.search(questions[n], asked[n], courses=(), k=K),
    }
    floor = _median(_times(lambda n: _exact(made, asked[n]), len(questions)))
    found = []
    for name, ask in arms.items():
        times = _times(ask, len(questions))
        beside = f", exact search in memory {floor:.1f} ms" if name == "dense" else ""
        found.append(
            Measured(
                f"search of {size:,} chunks, {name}, p50",
                _median(times),
                "ms",
                reference=ALONE.get((size, name)),
                against="the bare engine" if (size, name) in ALONE else "",
                about=f"p95 {_p95(times):.1f} ms, {len(times)} questions{beside}",
            )
        )
    both = found[-1]
    times, seconds = _beside(arms["both fused"], len(questions))
    found.append(
        Measured(
            f"search of {size:,} chunks, {CLIENTS} clients, p50",
            _median(times),
            "ms",
            reference=both.value,
            against="one client",
            about=f"p95 {_p95(times):.1f} ms, {len(times) / seconds:.0f} searches/s",
        )
    )
    return found


def _exact(made: NDArray[np.float32], vector: Sequence[float]) -> NDArray[np.intp]:
    scores = made @ np.asarray(vector, dtype=np.float32)
    return np.argpartition(-scores, min(K, len(scores) - 1))


def _times(ask: Ask, count: int) -> list[float]:
    """Milliseconds of each search, after a short warm-up."""
    for number in range(min(5, count)):
        ask(number)
    return [_timed(ask, number) for number in range(count)]


def _timed(ask: Ask, number: int) -> float:
    began = time.perf_counter()
    ask(number)
    return 1000 * (time.perf_counter() - began)


def _beside(ask: Ask, count: int) -> tuple[list[float], float]:
    """Milliseconds of each search with concurrent clients, and the seconds of all."""
    began = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        times = list(pool.map(lambda n: _timed(ask, n % count), range(2 * count)))
    return times, time.perf_counter() - began


def _median(times: Sequence[float]) -> float:
    return statistics.median(times)


def _p95(times: Sequence[float]) -> float:
    return sorted(times)[int(0.95 * len(times))]
