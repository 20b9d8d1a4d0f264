"""python -m ingestion.move: copy the index from its files to a server, and check the copy.

Nothing is embedded again. The files stay as they are; the service uses the copy once the setting
of the index (MENTOR_MILVUS_URI) names the server. Exit codes: 0 when both find alike by their
vectors, 2 when it could not begin, 3 when they do not. A server that splits texts into words
differently is reported.
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
PASSAGES = 8  # that are compared for each
ALIKE = 0.95  # of them at least must be the same: a server's graph is not exact
WORDS = 12  # of a chunk, as the question that is searched


OnProgress = Callable[[int, int], object]
"""Called with the chunks that are done, and how many there are."""


@dataclass(frozen=True, slots=True)
class Moved:
    """How a copy compares."""

    chunks: int
    searches: int
    same: float  # share of the passages found here that are found there, too
    near: float  # the same by vectors alone

    @property
    def good(self) -> bool:
        """Whether the copy may take the place of what it was made from."""
        return self.near >= ALIKE

    @property
    def words_differ(self) -> bool:
        """Whether the server parts texts into words otherwise than the file's engine."""
        return self.same < ALIKE


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the options say and tell how it went; returns the exit code."""
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
        f"{moved.chunks} chunks are there. Of {moved.searches} searches {moved.same:.1%} of the "
        f"passages are the same, by their vectors alone {moved.near:.1%}."
    )
    if not moved.good:
        print("That is not alike enough: keep the file, and see the server's log.", file=sys.stderr)
        return 3
    if moved.words_differ:
        print(
            "The server parts texts into words otherwise, so searches differ where words decide. "
            "Run make eval with it before you go on."
        )
    setting = index_backend(settings).server_setting
    print(f"To use it: set {setting}={options.to} and restart (make restart).")
    return 0


def move(settings: Settings, uri: str, on_progress: OnProgress) -> Moved:
    """Copy what is in service, and compare; no ingest can begin meanwhile.

    Raises `InvalidRequest` where the index is not in a file or `uri` is no server's,
    `StoreUnavailable` without the server or where its count is another, `IndexEmpty`, `Conflict`.
    """
    backend = index_backend(settings)
    if backend.files is None:
        raise InvalidRequest(
            "The index is on a server already.",
            f"Unset {backend.server_setting} to copy the one in the file.",
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
    """Copy a collection and compare; what the target has of that name is replaced."""
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
            f"{arrived} of {total} chunks have arrived.", "See the server's log, then try again."
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
    """Some of the chunks that come by, the same ones every time."""

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
