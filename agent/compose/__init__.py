"""The only place where real backends are built."""

from agent.compose.backends import Changes, materials_folder, open_catalog, open_embeddings
from agent.compose.wiring import open_mentor, open_retriever
from agent.compose.write_side import WriteSide, open_write_side

<<<<<<< HEAD
import asyncio
import gc
from collections.abc import AsyncGenerator, Callable, Generator, Mapping, Sequence
from contextlib import (
    AsyncExitStack,
    ExitStack,
    asynccontextmanager,
    closing,
    contextmanager,
    suppress,
)
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from agent.compose.indexes import index_backend, open_index
from agent.compose.llm_parts import ModelOnDemand, open_admission, open_watch
from agent.compose.reasoners import open_reasoner
from agent.errors import MentorError
from agent.index import View
from agent.mentor import Mentor
from agent.reasoner import ReasonerParts
from agent.settings import Settings
from agent.storage import writable_folder
from agent.store.catalog import Catalog
from agent.store.database import sqlite_file
from agent.store.interrupted_restore import finish_restore

if TYPE_CHECKING:
    from agent.cluster.redis_peers import RedisPeers
    from agent.embedding.cache import CachedEmbeddings
    from agent.embedding.model import LocalEmbeddings
    from agent.index import Index, IndexBackend
    from agent.nodes.retrieve import Order, Retriever
    from agent.reasoner import Reasoner
    from agent.search.fresh_vocabulary import FreshVocabulary
    from agent.search.langchain_retriever import MentorRetriever
    from agent.store.editions import Edition
    from agent.store.postgres_checkpoints import PostgresCheckpoints
    from agent.store.sqlite_checkpoints import Checkpoints
    from agent.store.transcripts import Transcripts

# Imports inside the functions below save programs the imports of parts that they do not use: an
# ingest without changes takes 0.5 s, the language model's client alone 2 s.


@dataclass(frozen=True)
class Changes:
    """Replacements of parts, for experiments and tests."""

    order: Order | None = None  # ranking of the found passages
    candidates: int | None = None  # number of ranked candidates
    index: Callable[[Index], Index] = lambda index: index
    reasoner: Callable[[Reasoner], Reasoner] = lambda reasoner: reasoner
    today: Callable[[], date] = date.today  # reference for "next week" and the like


class WriteSide:
    """The parts of an ingest, opened on first use.

    `write_into` selects the edition of the index before anything is written.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._opened = ExitStack()

    @cached_property
    def catalog(self) -> Catalog:
        """The catalogue of documents."""
        return self._opened.enter_context(closing(open_catalog(self._settings)))

    @property
    def loaders(self) -> Mapping[str, str]:
        """LangChain's document loaders by suffix."""
        return self._settings.loaders

    @property
    def model_folder(self) -> Path:
        """The embedding model's folder; raises `EmbeddingModelMissing`."""
        from agent.embedding.model import find_model_folder

        return find_model_folder(self._settings.embedding_model, self._settings.models)

    @property
    def quiz_answers(self) -> bool:
        """Whether the answers of quizzes are read, too."""
        return self._settings.quiz_answers

    @cached_property
    def embeddings(self) -> CachedEmbeddings:
        """The embedding model with its cache."""
        from agent.embedding.cache import CachedEmbeddings

        file = self._settings.data_dir / "embeddings.sqlite"
        cached = CachedEmbeddings(open_embeddings(self._settings), file)
        return self._opened.enter_context(closing(cached))

    @cached_property
    def index(self) -> Index:
        """The index."""
        index = open_index(self._settings, self.embeddings.identity, self._target)
        return self._opened.enter_context(closing(index))

    def write_into(self, edition: Edition) -> None:
        """Write to this edition of the index from now on."""
        self.edition = edition
        self.catalog = self.catalog.of(edition.name)

    def warm_up(self) -> None:
        """Load slow parts while the first files are read; `close` waits for it.

        A program that exits while a thread loads compiled libraries is aborted.
        """
        first = not self.catalog.course_names()  # then the collection is created, too
        loading = Thread(target=self._load, args=(first,))
        loading.start()
        self._opened.callback(loading.join)

    def close(self) -> None:
        """Close the opened parts."""
        self._opened.close()

    def _load(self, first: bool) -> None:
        with suppress(MentorError):  # raised again on use
            self.embeddings.load()
        index_backend(self._settings).load(first=first)
        gc.freeze()  # imported objects are permanent; scanning them stops all threads

    def _target(self) -> View:
        return View(self.edition.name, self.edition.embedding, self.edition.format)


@contextmanager
def open_write_side(settings: Settings) -> Generator[WriteSide]:
    """The parts of an ingest."""
    writable_folder(settings.data_dir, "MENTOR_DATA_DIR")
    finish_restore(settings.data_dir)
    with closing(WriteSide(settings)) as write_side:
        yield write_side


@asynccontextmanager
async def open_mentor(settings: Settings, changes: Changes | None = None) -> AsyncGenerator[Mentor]:
    """Everything that answers questions; running turns are stopped and saved at the end."""
    changes = changes or Changes()
    async with AsyncExitStack() as stack:
        writable_folder(settings.data_dir, "MENTOR_DATA_DIR")
        await asyncio.to_thread(finish_restore, settings.data_dir)
        parts = await asyncio.to_thread(_open_parts, settings, changes)
        stack.push_async_callback(asyncio.to_thread, parts.catalog.close)
        stack.push_async_callback(asyncio.to_thread, parts.index.close)
        stack.push_async_callback(asyncio.to_thread, parts.transcripts.close)
        checkpointer = await stack.enter_async_context(_checkpointer(settings))
        peers = None
        if settings.redis_url:
            from agent.compose.cluster_parts import open_peers

            peers = await stack.enter_async_context(open_peers(settings, parts.transcripts))
        model = ModelOnDemand(settings, stack)
        mentor = await _compose(settings, parts, checkpointer, model, changes, peers)
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

    parts = _open_parts(settings, Changes())
    with closing(parts.catalog), closing(parts.index), closing(parts.transcripts):
        yield MentorRetriever(finder=parts.retriever, courses=courses, k=k)


@dataclass(frozen=True)
class _Parts:
    """Parts that are slow to open: files are read and an engine is started."""

    catalog: Catalog
    index: Index
    embeddings: LocalEmbeddings
    retriever: Retriever
    vocabulary: FreshVocabulary
    transcripts: Transcripts


def _open_parts(settings: Settings, changes: Changes) -> _Parts:
    import agent.reasoners.extractive  # the imports take a second
    import agent.turns.turn_service  # noqa: F401
    from agent.nodes.retrieve import CANDIDATES, Retriever
    from agent.search.fresh_vocabulary import FreshVocabulary
    from agent.store.transcripts import Transcripts
    from agent.text.english import stems_of

    embeddings = open_embeddings(settings)
    backend = index_backend(settings)
    Thread(target=_start, args=(backend,), daemon=True).start()  # takes 0.6 s, mostly waiting
    embeddings.embed_query("the first call loads the model")
    catalog = open_catalog(settings)
    index = changes.index(backend.open(embeddings.identity, catalog.view, embeddings.cosine_floor))
    vocabulary = FreshVocabulary(
        index.texts, catalog.stamp, stems_of(embeddings.whole_words()), catalog.titles
    )
    with suppress(MentorError):  # the service starts anyway, and `missing` reports it
        index.count()
        vocabulary()
    retriever = Retriever(
        index,
        embeddings,
        vocabulary,
        settings.passages,
        changes.order or _order(settings),
        changes.candidates or CANDIDATES,
    )
    transcripts = Transcripts(settings.database, settings.limits.database_pool)
    return _Parts(catalog, index, embeddings, retriever, vocabulary, transcripts)


async def _compose(
    settings: Settings,
    parts: _Parts,
    checkpointer: Checkpoints | PostgresCheckpoints,
    model: ModelOnDemand,
    changes: Changes,
    peers: RedisPeers | None,
) -> Mentor:
    from agent.graph import build_graph
    from agent.languages.similarity import Similarity
    from agent.llm.warm_up import WarmUp
    from agent.lookup.look_up import LookUp
    from agent.practice.service import PracticeService
    from agent.store.conversations import Conversations
    from agent.turns.runs import Runs
    from agent.turns.turn_service import TurnService
    from agent.understanding import Understanding

    similarity = Similarity(parts.embeddings) if parts.embeddings.multilingual else None
    made = await open_reasoner(ReasonerParts(settings, parts.vocabulary, model, similarity))
    reasoner, pool = changes.reasoner(made), model.pool
    understanding = Understanding(parts.vocabulary, multilingual=parts.embeddings.multilingual)
    courses = parts.catalog.courses
    look = LookUp(parts.index, parts.catalog, parts.vocabulary, changes.today).find
    practising = PracticeService(parts.retriever, parts.index, parts.catalog, parts.vocabulary)
    graph = build_graph(
        parts.retriever,
        reasoner,
        understanding,
        courses,
        look,
        checkpointer,
        practising,
        similarity,
    )
    conversations = Conversations(parts.transcripts, checkpointer)
    return Mentor(
        settings=settings,
        catalog=parts.catalog,
        index=parts.index,
        embeddings=parts.embeddings,
        retriever=parts.retriever,
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
            parts.catalog,
            runs=Runs(grace=settings.limits.grace_seconds, peers=peers),
            admission=open_admission(settings, pool, peers),
            seconds=settings.limits.run_seconds,
        ),
        pool=pool,
        warm_up=WarmUp(pool) if pool else None,
    )


def open_embeddings(settings: Settings) -> LocalEmbeddings:
    """The embedding model, from its folder; raises `EmbeddingModelMissing`."""
    from agent.embedding.model import find_model_folder, open_embeddings

    folder = find_model_folder(settings.embedding_model, settings.models)
    return open_embeddings(folder, threads=_threads(settings))


def _order(settings: Settings) -> Order:
    """The ranking of found passages."""
    from agent.search.ranking import ranked
    from agent.search.reranker import open_reranker

    if not settings.reranker:
        return ranked
    return open_reranker(settings.reranker, settings.models, _threads(settings)).ranked


def _threads(settings: Settings) -> int:
    """Threads for local models: this process's share of the cores."""
    from agent.embedding.model import cores

    return max(1, cores() // settings.workers)


def _start(backend: IndexBackend) -> None:
    with suppress(MentorError):  # raised again by the first call
        backend.start()


def materials_folder(settings: Settings, catalog: Catalog) -> Path:
    """The materials folder: from the settings, else the last ingested one, else the default."""
    if "materials_dir" in settings.model_fields_set:
        return settings.materials_dir
    return catalog.folder() or settings.materials_dir


def open_catalog(settings: Settings) -> Catalog:
    """The catalogue of documents; raises `StoreUnavailable`."""
    return Catalog(settings.database, settings.limits.database_pool)


@asynccontextmanager
async def _checkpointer(settings: Settings) -> AsyncGenerator[Checkpoints | PostgresCheckpoints]:
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
=======
__all__ = [
    "Changes",
    "WriteSide",
    "materials_folder",
    "open_catalog",
    "open_embeddings",
    "open_mentor",
    "open_retriever",
    "open_write_side",
]
>>>>>>> main
