"""The time of a turn in a large index: the search, and everything else."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from langchain_core.messages import HumanMessage
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

from agent.compose import open_embeddings
from agent.graph import Graph, build_graph
from agent.milvus.engine import Engine
from agent.milvus.store import MilvusIndex
from agent.nodes.retrieve import Retriever
from agent.reasoners.extractive import ExtractiveReasoner
from agent.search.vocabulary import Vocabulary
from agent.settings import Settings
from agent.state import State
from agent.text.english import stems_of
from agent.understanding import Understanding
from evals.bench import corpus
from evals.bench.measured import Measured
from evals.golden.cases import SAMPLE, read_cases

CHUNKS = 20_000
WRITTEN = 2_000  # chunks per write
ROUNDS = 2  # the first is a warm-up


def turns(scratch: Path, settings: Settings) -> list[Measured]:
    """Milliseconds of turns over a synthetic index of the materials' sentences."""
    embeddings = open_embeddings(settings)
    texts = corpus.ingested(settings, embeddings.identity)
    vectors = corpus.vectors(embeddings.embed_documents(texts), CHUNKS)
    with closing(MilvusIndex(Engine(scratch / "turns.db"), embedding=embeddings.identity)) as index:
        for start in range(0, CHUNKS, WRITTEN):
            end = min(start + WRITTEN, CHUNKS)
            some = vectors[start:end].tolist()
            index.write(list(corpus.chunks(texts, start, end)), some)
        vocabulary = Vocabulary.of(index.texts(), stems_of(embeddings.whole_words()))
        retriever = Retriever(index, embeddings, lambda: vocabulary, settings.passages)
        reasoner = ExtractiveReasoner(lambda: vocabulary)
        questions = [case.question for case in read_cases(SAMPLE)]
        for text in questions[:3]:
            embeddings.embed_query(text)
        searches = [_search(retriever, text) for text in questions]
        understanding = Understanding(lambda: vocabulary)
        file = scratch / "turns.sqlite"
        others = asyncio.run(_rest(retriever, reasoner, understanding, file, questions))
    return [
        _p50(f"retrieve from {CHUNKS:,} chunks, embedding included", searches, 25),
        _p50(f"rest of a turn over {CHUNKS:,} chunks", others, 30),
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
    retriever: Retriever,
    reasoner: ExtractiveReasoner,
    understanding: Understanding,
    file: Path,
    questions: Sequence[str],
) -> list[float]:
    """The seconds of each turn without its searches, including checkpoints."""
    async with AsyncSqliteSaver.from_conn_string(str(file)) as checkpointer:
        await checkpointer.setup()
        graph = build_graph(retriever, reasoner, understanding, list, lambda *_: None, checkpointer)
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
