"""How long a turn takes in a large index: the search, and everything else."""

from __future__ import annotations

import asyncio
import random
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
from langchain_core.messages import HumanMessage
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

from agent.backends.catalog import Catalog
from agent.backends.milvus import MilvusIndex
from agent.backends.milvus_engine import Engine
from agent.compose import open_embeddings, open_index
from agent.english import stems_of
from agent.errors import IndexEmpty
from agent.graph import Graph, build_graph
from agent.nodes.retrieve import Retriever
from agent.reasoners.extractive import ExtractiveReasoner
from agent.sentences import sentences
from agent.settings import Settings
from agent.state import State
from agent.types import Chunk
from agent.vocabulary import Vocabulary
from evals.bench.measured import Measured
from evals.cases import SAMPLE, read_cases

CHUNKS = 20_000
SENTENCES = 6  # of a chunk
NOISE = 0.5  # share of a made vector that is random
ROUNDS = 2  # the first is not counted


def turns(scratch: Path, settings: Settings) -> list[Measured]:
    """Milliseconds of turns over an index of sentences of the materials, anew put together."""
    embeddings = open_embeddings(settings)
    texts = _ingested(settings, embeddings.identity)
    chunks = list(_made(texts))
    with closing(MilvusIndex(Engine(scratch / "turns.db"), embedding=embeddings.identity)) as index:
        index.write(chunks, _vectors(embeddings.embed_documents(texts)))
        vocabulary = Vocabulary.of(index.texts(), stems_of(embeddings.whole_words()))
        retriever = Retriever(index, embeddings, lambda: vocabulary, settings.passages)
        reasoner = ExtractiveReasoner(lambda: vocabulary)
        questions = [case.question for case in read_cases(SAMPLE)]
        for text in questions[:3]:
            embeddings.embed_query(text)
        searches = [_search(retriever, text) for text in questions]
        others = asyncio.run(_rest(retriever, reasoner, scratch / "turns.sqlite", questions))
    return [
        _p50(f"retrieve at {CHUNKS:,} chunks, embedding included", searches, 25),
        _p50("the rest of a turn there", others, 30),
    ]


def _p50(name: str, seconds: Sequence[float], bar: float) -> Measured:
    ms = sorted(1000 * value for value in seconds)
    about = f"{len(ms)} questions, p95 {ms[int(0.95 * len(ms))]:.0f} ms"
    return Measured(f"{name}, p50", statistics.median(ms), "ms", bar, about=about)


def _search(retriever: Retriever, text: str) -> float:
    began = time.perf_counter()
    asyncio.run(retriever.search(text))
    return time.perf_counter() - began


async def _rest(
    retriever: Retriever, reasoner: ExtractiveReasoner, file: Path, questions: Sequence[str]
) -> list[float]:
    """The seconds of each turn without those of its searches, checkpoints included."""
    async with AsyncSqliteSaver.from_conn_string(str(file)) as checkpointer:
        await checkpointer.setup()
        graph = build_graph(retriever, reasoner, checkpointer)
        timed = [
            [await _turn(graph, text, f"{number}-{at}") for at, text in enumerate(questions)]
            for number in range(ROUNDS)
        ]
    return timed[-1]


async def _turn(graph: Graph, text: str, thread: str) -> float:
    state = State(messages=[HumanMessage(text)], message_id=thread)
    began = time.perf_counter()
    end = await graph.ainvoke(state, {"configurable": {"thread_id": thread}}, durability="exit")
    whole = time.perf_counter() - began
    searching: float = sum(step["ms"] for step in end["trace"] if step["node"] == "retrieve")
    return whole - searching / 1000


def _ingested(settings: Settings, embedding: str) -> list[str]:
    """What was ingested; raises `IndexEmpty`."""
    with (
        closing(Catalog(settings.database)) as catalog,
        closing(open_index(settings, embedding, catalog.view)) as index,
    ):
        if texts := sorted(index.texts()):
            return texts
    raise IndexEmpty


def _made(texts: Sequence[str]) -> Iterator[Chunk]:
    """Chunks of sentences from anywhere, the same ones every time."""
    rng = random.Random(CHUNKS)
    said = [text[span.start : span.end] for text in texts for span in sentences(text)]
    for number in range(CHUNKS):
        yield Chunk(
            id=f"made:v1:{number}",
            document_id=f"made-{number // 100}",
            version="v1",
            ordinal=number % 100,
            source=f"course-{number % 5}/made-{number // 100}.md",
            course=f"course-{number % 5}",
            title=f"Made {number // 100}",
            section=rng.choice(said)[:60],
            page=None,
            text="\n\n".join(rng.choices(said, k=SENTENCES)),
        )


def _vectors(real: Sequence[Sequence[float]]) -> list[list[float]]:
    """One vector of length 1 a chunk, each near a real one."""
    rng = np.random.default_rng(CHUNKS)
    base = np.asarray(real)[rng.integers(len(real), size=CHUNKS)]
    noise = rng.standard_normal(base.shape) / np.sqrt(base.shape[1])
    mixed = (1 - NOISE) * base + NOISE * noise
    vectors: list[list[float]] = (mixed / np.linalg.norm(mixed, axis=1, keepdims=True)).tolist()
    return vectors
