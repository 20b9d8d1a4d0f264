"""python -m ingestion.move: copy the index from its files to a server, and check the copy.

Nothing is embedded again. The files are not changed; the service uses the copy once the index's
setting (MENTOR_MILVUS_URI) names the server. Exit codes: 0 when vector searches find the same in
both, 2 when it could not start, 3 when they do not. A server that tokenizes texts differently only
causes a warning.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass

from rich.progress import Progress

from agent.compose import open_embeddings
from agent.compose.indexes import index_backend
from agent.errors import IndexEmpty, InvalidRequest, MentorError, StoreUnavailable
from agent.index import Index, View
from agent.settings import Settings, read_settings
from agent.store.catalog import Catalog
from agent.types import Chunk, Passage
from ingestion.lock import one_writer

SEARCHES = 100
PASSAGES = 8  # compared per search
ALIKE = 0.95  # share that must be the same at least: a server's graph search is approximate
WORDS = 12  # of a chunk, used as the query


OnProgress = Callable[[int, int], object]
"""Called with the number of copied chunks and the total."""


@dataclass(frozen=True, slots=True)
class Moved:
    """The result of comparing a copy with its source."""

    chunks: int
    searches: int
    same: float  # share of the source's passages that the copy finds, too
    near: float  # the same with vectors alone

    @property
    def good(self) -> bool:
        """Whether the copy may replace its source."""
        return self.near >= ALIKE

    @property
    def words_differ(self) -> bool:
        """Whether the server tokenizes texts differently from the file's engine."""
        return self.same < ALIKE


def main(arguments: Sequence[str] | None = None) -> int:
    """Copy, compare and print the result; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m ingestion.move", description=__doc__)
    parser.add_argument("--to", required=True, metavar="URI", help="e.g. http://milvus:19530")
    options = parser.parse_args(arguments)
    try:
        settings = read_settings()
        with Progress(transient=True) as bar:
            task = bar.add_task("Copying", total=None)
            moved = move(
                settings,
                options.to,
                lambda done, total: bar.update(task, completed=done, total=total),
            )
    except MentorError as error:
        print(error.explain(), file=sys.stderr)
        return 2
    print(
        f"{moved.chunks} chunks copied. {moved.searches} searches find {moved.same:.1%} of the "
        f"same passages, by vectors alone {moved.near:.1%}."
    )
    if not moved.good:
        print(
            "The copy differs too much: keep the file and check the server's log.", file=sys.stderr
        )
        return 3
    if moved.words_differ:
        print(
            "The server tokenizes texts differently, so keyword matches differ. "
            "Run make eval against it before you switch."
        )
    setting = index_backend(settings).server_setting
    print(f"To use it, set {setting}={options.to} and run make restart.")
    return 0


def move(settings: Settings, uri: str, on_progress: OnProgress) -> Moved:
    """Copy the index in use and compare; no ingest can start meanwhile.

    Raises `InvalidRequest` if the index is not a file or `uri` is not a server's address,
    `StoreUnavailable` if the server is down or its count differs, `IndexEmpty`, `Conflict`.
    """
    backend = index_backend(settings)
    if backend.files is None:
        raise InvalidRequest(
            "The index is already on a server.",
            f"Unset {backend.server_setting} to copy the index file.",
        )
    there = backend.at(uri)
    identity = open_embeddings(settings).identity
    with one_writer(settings.data_dir), closing(Catalog(settings.database)) as catalog:
        view = catalog.view()
        if view is None:
            raise IndexEmpty
        shown = View(view.collection, view.embedding, view.format)
        with (
            closing(backend.open(identity, lambda: view)) as source,
            closing(there.open(identity, lambda: shown)) as target,
        ):
            return copy(source, target, view.collection, on_progress)


def copy(source: Index, target: Index, collection: str, on_progress: OnProgress) -> Moved:
    """Copy a collection and compare; replaces the target's collection of that name."""
    total = source.count()
    if not total:
        raise IndexEmpty
    target.drop(collection)
    asked = _Sample(total)
    for chunks, vectors in source.stored():
        target.write(chunks, vectors)
        asked.see(chunks, vectors)
        on_progress(asked.seen, total)
    target.flush()
    if (arrived := target.count()) != total:
        raise StoreUnavailable(
            f"Only {arrived} of {total} chunks arrived.", "Check the server's log and try again."
        )
    same, near = (
        [_shared(find(source, *one), find(target, *one)) for one in asked.taken]
        for find in (_found, _nearest)
    )
    return Moved(total, len(same), sum(same) / len(same), sum(near) / len(near))


def _found(index: Index, chunk: Chunk, vector: Sequence[float]) -> list[Passage]:
    question = " ".join(chunk["text"].split()[:WORDS])
    return index.search(question, vector, courses=[], k=PASSAGES)


def _nearest(index: Index, _: Chunk, vector: Sequence[float]) -> list[Passage]:
    return index.nearest(vector, PASSAGES)


def _shared(here: Sequence[Passage], there: Sequence[Passage]) -> float:
    ids = {passage["id"] for passage in here}
    return len(ids & {passage["id"] for passage in there}) / len(ids)


class _Sample:
    """A reproducible random sample of the copied chunks."""

    def __init__(self, total: int) -> None:
        places = random.Random(total).sample(range(total), min(SEARCHES, total))
        self._places = frozenset(places)
        self.seen = 0
        self.taken: list[tuple[Chunk, list[float]]] = []

    def see(self, chunks: Sequence[Chunk], vectors: Sequence[list[float]]) -> None:
        for chunk, vector in zip(chunks, vectors, strict=True):
            if self.seen in self._places:
                self.taken.append((chunk, vector))
            self.seen += 1


if __name__ == "__main__":
    sys.exit(main())
