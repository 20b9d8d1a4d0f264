"""The time of a turn in a large index: the search, and everything else; with and without the
model that reads question and passage together."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

from langchain_core.messages import HumanMessage
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

from agent.compose import open_embeddings
from agent.compose.backends import open_reader
from agent.graph import Graph, build_graph
from agent.milvus.engine import Engine
from agent.milvus.store import MilvusIndex
from agent.nodes.retrieve import Retriever
from agent.reasoners.extractive import ExtractiveReasoner
from agent.search.ranking import ranked
from agent.search.reader.pair_reader import READ
from agent.search.reader.reading_order import ReadingOrder
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
        search = partial(Retriever, index, embeddings, lambda: vocabulary, settings.passages)
        questions = [case.question for case in read_cases(SAMPLE)]
        understanding = Understanding(lambda: vocabulary)
        parts = [(search(), ExtractiveReasoner(lambda: vocabulary))]
        if reader := open_reader(settings):
            reading = ExtractiveReasoner(lambda: vocabulary, reader=reader)
            parts.append((search(ReadingOrder(reader).ranked, brief=ranked), reading))
        searches = [_search(retriever, text) for retriever, _ in parts[:1] for text in questions]
        figures = []
        for number, (retriever, reasoner) in enumerate(parts):
            file = scratch / f"turns-{number}.sqlite"
            figures.append(
                asyncio.run(_timed(retriever, reasoner, understanding, file, questions))
            )  # fmt: skip
    (_, others), *read = figures
    return [
        _p50(f"retrieve from {CHUNKS:,} chunks, embedding included", searches, 25),
        _p50(f"rest of a turn over {CHUNKS:,} chunks", others, 30),
        _turns(f"turn over {CHUNKS:,} chunks", figures[0], 60),
        *(
            _turns(f"turn over {CHUNKS:,} chunks, {READ} candidates read", each, 150)
            for each in read
        ),
    ]


def _turns(name: str, seconds: tuple[list[float], list[float]], bar: float) -> Measured:
    return _p50(name, [sum(pair) for pair in zip(*seconds, strict=True)], bar)


def _p50(name: str, seconds: Sequence[float], bar: float) -> Measured:
    ms = sorted(1000 * value for value in seconds)
    about = f"{len(ms)} questions, p95 {ms[int(0.95 * len(ms))]:.0f} ms"
    return Measured(f"{name}, p50", statistics.median(ms), "ms", bar, about=about)


def _search(retriever: Retriever, text: str) -> float:
    began = time.perf_counter()
    retriever.search_now(text)
    return time.perf_counter() - began


async def _timed(
    retriever: Retriever,
    reasoner: ExtractiveReasoner,
    understanding: Understanding,
    file: Path,
    questions: Sequence[str],
) -> tuple[list[float], list[float]]:
    """The seconds of each turn's searches, and of the rest of it, checkpoints included."""
    async with AsyncSqliteSaver.from_conn_string(str(file)) as checkpointer:
        await checkpointer.setup()
        graph = build_graph(retriever, reasoner, understanding, list, lambda *_: None, checkpointer)
        timed = [
            [await _turn(graph, text, f"{number}-{at}") for at, text in enumerate(questions)]
            for number in range(ROUNDS)
        ]
    searches, others = zip(*timed[-1], strict=True)
    return list(searches), list(others)


async def _turn(graph: Graph, text: str, thread: str) -> tuple[float, float]:
    state = State(messages=[HumanMessage(text)], message_id=thread)
    began = time.perf_counter()
    end = await graph.ainvoke(state, {"configurable": {"thread_id": thread}}, durability="exit")
    whole = time.perf_counter() - began
    searching: float = sum(step["ms"] for step in end["trace"] if step["node"] == "retrieve") / 1000
    return searching, whole - searching
