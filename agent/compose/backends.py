"""Opens the backends of a mentor: stores, models and the search."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from agent.compose.indexes import index_backend
from agent.errors import MentorError
from agent.settings import Settings
from agent.store.catalog import Catalog

if TYPE_CHECKING:
    from agent.embedding.model import LocalEmbeddings
    from agent.index import Index, IndexBackend
    from agent.nodes.retrieve import Order, Retriever
    from agent.reasoner import Reasoner
    from agent.search.fresh_vocabulary import FreshVocabulary
    from agent.search.reader.pair_reader import PairReader
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


@dataclass(frozen=True)
class Backends:
    """Parts that are slow to open: files are read and an engine is started."""

    catalog: Catalog
    index: Index
    embeddings: LocalEmbeddings
    retriever: Retriever
    vocabulary: FreshVocabulary
    transcripts: Transcripts
    reader: PairReader | None


def open_backends(settings: Settings, changes: Changes) -> Backends:
    """The backends, opened; close catalog, index and transcripts."""
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
        index.texts,
        catalog.stamp,
        stems_of(embeddings.whole_words()),
        catalog.titles,
        catalog.languages,
    )
    with suppress(MentorError):  # the service starts anyway, and `missing` reports it
        index.count()
        vocabulary()
    reader = open_reader(settings)
    retriever = Retriever(
        index,
        embeddings,
        vocabulary,
        settings.passages,
        changes.order or _order(settings, reader),
        changes.candidates or CANDIDATES,
        changes.order or _brief(settings),
    )
    transcripts = Transcripts(settings.database, settings.limits.database_pool)
    return Backends(catalog, index, embeddings, retriever, vocabulary, transcripts, reader)


def open_embeddings(settings: Settings) -> LocalEmbeddings:
    """The embedding model, from its folder; raises `EmbeddingModelMissing`."""
    from agent.embedding.model import find_model_folder, open_embeddings

    folder = find_model_folder(settings.embedding_model, settings.models)
    return open_embeddings(folder, threads=_threads(settings))


def open_catalog(settings: Settings) -> Catalog:
    """The catalogue of documents; raises `StoreUnavailable`."""
    return Catalog(settings.database, settings.limits.database_pool)


def materials_folder(settings: Settings, catalog: Catalog) -> Path:
    """The materials folder: from the settings, else the last ingested one, else the default."""
    if "materials_dir" in settings.model_fields_set:
        return settings.materials_dir
    return catalog.folder() or settings.materials_dir


def open_reader(settings: Settings) -> PairReader | None:
    """The model that reads question and passage together.

    None if it is switched off, or if the embedding model has another vocabulary than it was made
    for. Raises `ReaderMissing` if the configured folder has no usable model.
    """
    from agent.embedding.model import find_model_folder
    from agent.search.reader.opening import open_reader

    folder = find_model_folder(settings.embedding_model, settings.models)
    return open_reader(settings.reader, folder, _threads(settings))


def _order(settings: Settings, reader: PairReader | None) -> Order:
    """The ranking of found passages."""
    from agent.search.ranking import ranked
    from agent.search.reader.reading_order import ReadingOrder
    from agent.search.reranker import open_reranker

    if settings.reranker:
        return open_reranker(settings.reranker, settings.models, _threads(settings)).ranked
    return ReadingOrder(reader).ranked if reader else ranked


def _brief(settings: Settings) -> Order | None:
    """The ranking of interleaved and repeated searches: nothing is read for it, as what is graded
    is read anyway. None: as the others."""
    from agent.search.ranking import ranked

    return None if settings.reranker else ranked


def _threads(settings: Settings) -> int:
    """Threads for local models: this process's share of the cores."""
    from agent.embedding.model import cores

    return max(1, cores() // settings.workers)


def _start(backend: IndexBackend) -> None:
    with suppress(MentorError):  # raised again by the first call
        backend.start()
