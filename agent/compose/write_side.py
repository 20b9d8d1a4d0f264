"""The parts of an ingest."""

from __future__ import annotations

import gc
from collections.abc import Generator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from functools import cached_property
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from agent.compose.backends import open_catalog, open_embeddings
from agent.compose.indexes import index_backend, open_index
from agent.errors import MentorError
from agent.index import View
from agent.settings import Settings
from agent.storage import writable_folder
from agent.store.catalog import Catalog
from agent.store.interrupted_restore import finish_restore

if TYPE_CHECKING:
    from agent.embedding.vector_cache import CachedEmbeddings
    from agent.index import Index
    from agent.store.editions import Edition


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
        from agent.embedding.vector_cache import CachedEmbeddings

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
