"""Connects the backends of a mentor."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, closing, contextmanager
from typing import TYPE_CHECKING

from agent.compose.backends import Backends, Changes, open_backends
from agent.compose.llm_parts import ModelOnDemand, fixed_parts, open_admission, open_watch
from agent.compose.reasoners import open_reasoner
from agent.settings import Settings
from agent.storage import writable_folder
from agent.store.database import sqlite_file
from agent.store.interrupted_restore import finish_restore

if TYPE_CHECKING:
    from agent.cluster.redis_peers import RedisPeers
    from agent.mentor import Mentor
    from agent.search.langchain_retriever import MentorRetriever
    from agent.store.postgres_checkpoints import PostgresCheckpoints
    from agent.store.sqlite_checkpoints import Checkpoints


@asynccontextmanager
async def open_mentor(settings: Settings, changes: Changes | None = None) -> AsyncGenerator[Mentor]:
    """Everything that answers questions; running turns are stopped and saved at the end."""
    changes = changes or Changes()
    async with AsyncExitStack() as stack:
        writable_folder(settings.data_dir, "MENTOR_DATA_DIR")
        await asyncio.to_thread(finish_restore, settings.data_dir)
        backends = await asyncio.to_thread(open_backends, settings, changes)
        stack.push_async_callback(asyncio.to_thread, backends.catalog.close)
        stack.push_async_callback(asyncio.to_thread, backends.index.close)
        stack.push_async_callback(asyncio.to_thread, backends.transcripts.close)
        checkpointer = await stack.enter_async_context(_checkpointer(settings))
        peers = None
        if settings.redis_url:
            from agent.compose.cluster_parts import open_peers

            peers = await stack.enter_async_context(open_peers(settings, backends.transcripts))
        model = ModelOnDemand(settings, stack)
        mentor = await _compose(settings, backends, checkpointer, model, changes, peers)
        stack.push_async_callback(mentor.answering.close)
        if mentor.pool and mentor.warm_up:
            await stack.enter_async_context(mentor.warm_up)
            await stack.enter_async_context(open_watch(mentor.pool, mentor.answering.admission))
        yield mentor


@contextmanager
def open_retriever(
    settings: Settings, courses: Sequence[str] = (), k: int | None = None
) -> Generator[MentorRetriever]:
    """Only the search, as a LangChain retriever; see `MentorRetriever`."""
    from agent.search.langchain_retriever import MentorRetriever

    backends = open_backends(settings, Changes())
    with closing(backends.catalog), closing(backends.index), closing(backends.transcripts):
        yield MentorRetriever(finder=backends.retriever, courses=courses, k=k)


async def _compose(
    settings: Settings,
    backends: Backends,
    checkpointer: Checkpoints | PostgresCheckpoints,
    model: ModelOnDemand,
    changes: Changes,
    peers: RedisPeers | None,
) -> Mentor:
    from agent.graph import build_graph
    from agent.languages.similarity import Similarity
    from agent.llm.warm_up import WarmUp
    from agent.lookup.course_lookup import LookUp
    from agent.mentor import Mentor
    from agent.practice.practice_service import PracticeService
    from agent.practice.recalling import Recalling
    from agent.reasoner import ReasonerParts
    from agent.store.conversations import Conversations
    from agent.turns.run_registry import Runs
    from agent.turns.turn_service import TurnService
    from agent.understanding import Understanding

    embeddings = backends.embeddings
    nearness = Similarity(embeddings)
    similarity = nearness if embeddings.multilingual else None
    given = ReasonerParts(
        settings, backends.vocabulary, model, backends.reader, similarity, nearness
    )
    made = await open_reasoner(given)
    reasoner, pool = changes.reasoner(made), model.pool
    understanding = Understanding(backends.vocabulary, multilingual=embeddings.multilingual)
    courses = backends.catalog.courses
    look = LookUp(backends.index, backends.catalog, backends.vocabulary, changes.today).find
    practising = PracticeService(
        backends.retriever, backends.index, backends.catalog, backends.vocabulary
    )
    graph = build_graph(
        backends.retriever,
        reasoner,
        understanding,
        courses,
        look,
        checkpointer,
        practising,
        similarity,
    )
    conversations = Conversations(backends.transcripts, checkpointer)
    recalling = Recalling(understanding, practising if reasoner.mode == "extractive" else None)
    return Mentor(
        settings=settings,
        catalog=backends.catalog,
        index=backends.index,
        embeddings=backends.embeddings,
        retriever=backends.retriever,
        reasoner=reasoner,
        understanding=understanding,
        look=look,
        practising=practising,
        similarity=similarity,
        graph=graph,
        conversations=conversations,
        answering=TurnService(
            graph,
            reasoner,
            conversations,
            backends.catalog,
            runs=Runs(grace=settings.limits.grace_seconds, peers=peers),
            admission=open_admission(settings, pool, peers),
            seconds=settings.limits.run_seconds,
            recall=recalling.exchanges,
        ),
        pool=pool,
        warm_up=WarmUp(pool, fixed_parts(made)) if pool else None,
    )


@asynccontextmanager
async def _checkpointer(
    settings: Settings,
) -> AsyncGenerator[Checkpoints | PostgresCheckpoints]:
    if file := sqlite_file(settings.database):
        from agent.store.sqlite_checkpoints import open_checkpoints

        async with open_checkpoints(str(file)) as checkpointer:
            yield checkpointer
        return
    from agent.store.postgres_checkpoints import PostgresCheckpoints

    connections = settings.limits.database_pool
    opened = await asyncio.to_thread(PostgresCheckpoints, settings.database, connections)
    try:
        yield opened
    finally:
        await asyncio.to_thread(opened.close)
