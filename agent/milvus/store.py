"""The index in Milvus, an embedded file or a server, through the same client.

langchain-milvus creates the collections. Searches use pymilvus, because the grader needs the scores
of both arms and langchain-milvus only returns the fused one; so do inserts, because importing
langchain-milvus takes a second.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import cast

from pymilvus import MilvusClient

from agent.index import FORMAT, View
from agent.languages.searched_words import index_words
from agent.milvus.collection import METADATA, TIMEOUT, chunk_of, create, metadata
from agent.milvus.connection import Connection, Endpoint
from agent.milvus.current_view import CurrentView
from agent.milvus.fields import FIELDS, one_of, passage_in, visible
from agent.milvus.reader import Reader
from agent.search.fusion import fuse
from agent.types import Chunk, Passage, indexed_text

COLLECTION = "chunks"  # if the view names no other
FETCH = 20  # hits per arm that are fused; 50 find no more of the evidence
AT_A_TIME = 500  # chunks with vectors per read
FLUSH = 600.0  # seconds; a server may build its graphs meanwhile
MANY = 200  # versions per filter
HEADED = 300  # chunks that are found by their headings


class MilvusIndex:
    """An `Index` over one Milvus collection at a time, selected by `view`.

    `embedding` identifies the model of the vectors; `analyzer` tokenizes texts for BM25 in new
    collections; cosines are reported on a scale from `floor`, 0, to 1. Without a `view` it uses one
    collection of that model.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        embedding: str,
        token: str = "",
        database: str = "",
        analyzer: str = "english",
        floor: float = 0.0,
        view: Callable[[], View | None] | None = None,
    ) -> None:
        self._endpoint = endpoint
        self._embedding = embedding
        self._analyzer = analyzer
        self._connection = Connection(endpoint, token, database)
        self._reader = Reader(self._connection, floor)
        self._arms = ThreadPoolExecutor(thread_name_prefix="search")
        only = View(COLLECTION, embedding, FORMAT)
        self._current = CurrentView(self._connection, embedding, view or (lambda: only))

    def write(self, chunks: Sequence[Chunk], vectors: Sequence[Sequence[float]]) -> None:
        """See `Index.write`."""
        if not chunks:
            return
        view = self._current.view()
        assert view, "an ingest writes into an edition"
        if not self._current.exists(view):
            with self._endpoint.writing():
                self._create(view.collection, chunks, vectors)
            return
        ids = [chunk["id"] for chunk in chunks]
        rows = [
            {
                **metadata(chunk),
                "id": id_,
                "indexed_text": index_words(indexed_text(chunk)),
                "dense": vector,
            }
            for id_, chunk, vector in zip(ids, chunks, vectors, strict=True)
        ]

        def replace(client: MilvusClient) -> None:
            client.delete(view.collection, ids=ids, timeout=TIMEOUT)
            client.insert(view.collection, rows, timeout=TIMEOUT)

        with self._endpoint.writing():
            self._connection.call(replace)

    def remove(self, versions: Collection[str]) -> None:
        """See `Index.remove`."""
        view = self._current.existing()
        ordered = list(versions)
        for start in range(0, len(ordered) if view else 0, MANY):
            self._remove(view, ordered[start : start + MANY])

    def search(
        self,
        query: str,
        vector: Sequence[float],
        *,
        courses: Sequence[str],
        k: int,
        documents: Collection[str] = (),
    ) -> list[Passage]:
        """See `Index.search`."""
        fetch = k if documents else max(FETCH, k)
        among = [one_of("course", courses)] if courses else []
        among += [one_of("document_id", documents)] if documents else []

        def search(view: View) -> list[Passage]:
            where = visible(view, " and ".join(among))
            words = self._arms.submit(
                self._reader.matching, view, query, vector, where, fetch
            )  # while the other arm is searched
            near = self._reader.near(view, vector, where, fetch)
            return fuse(near, words.result())[:k]

        return self._current.steady(search, [])

    def nearest(self, vector: Sequence[float], k: int) -> list[Passage]:
        """See `Index.nearest`."""
        return self._current.steady(
            lambda view: self._reader.near(view, vector, visible(view), k), []
        )

    def matching(self, query: str, vector: Sequence[float], k: int) -> list[Passage]:
        """Only the BM25 arm of `search`, in all courses, with cosines."""
        return self._current.steady(
            lambda view: self._reader.matching(view, query, vector, visible(view), k), []
        )

    def stored(self) -> Iterator[tuple[list[Chunk], list[list[float]]]]:
        """See `Index.stored`."""
        view = self._current.existing()
        if not view:
            return
        for rows in self._reader.pages(view, ["id", *METADATA, "dense"], AT_A_TIME):
            yield [chunk_of(row) for row in rows], [list(row["dense"]) for row in rows]

    def count(self) -> int:
        """See `Index.count`."""

        def count(view: View) -> int:
            rows = self._reader.query(view, visible(view), ["count(*)"])
            return int(rows[0]["count(*)"])

        return self._current.steady(count, 0)

    def passages(self, ids: Sequence[str]) -> list[Passage]:
        """See `Index.passages`."""
        view = self._current.existing()
        if not ids or not view:
            return []
        rows = self._reader.query(view, visible(view, one_of("id", ids)), FIELDS)
        found = {row["id"]: passage_in(row) for row in rows}
        return [found[id_] for id_ in ids if id_ in found]

    def document(self, document_id: str, pages: Collection[int] = ()) -> list[Passage]:
        """See `Index.document`."""
        of = f"document_id == {json.dumps(document_id)}"
        return self._in_order(f"{of} and page in {sorted(pages)}" if pages else of)

    def headed(
        self, beginnings: Sequence[str], *, courses: Sequence[str], documents: Collection[str] = ()
    ) -> list[Passage]:
        """See `Index.headed`."""
        plain = [text for text in beginnings if not re.search(r"[%_\\]", text)]
        if not plain:
            return []
        likes = [json.dumps(before + text + "%") for text in plain for before in ("", "%> ")]
        under = " or ".join(f"section like {like}" for like in likes)
        among = [one_of("course", courses)] if courses else []
        among += [one_of("document_id", documents)] if documents else []
        return self._in_order(" and ".join([f"({under})", *among]), most=HEADED)

    def texts(self) -> Iterator[str]:
        """See `Index.texts`."""
        view = self._current.existing()
        if not view:
            return
        for rows in self._reader.pages(view, ["title", "section", "text"], 1_000):
            yield from (indexed_text(cast(Chunk, row)) for row in rows)

    def flush(self) -> None:
        """See `Index.flush`."""
        if view := self._current.existing():
            with self._endpoint.writing():
                self._connection.call(lambda client: client.flush(view.collection, timeout=FLUSH))

    def drop(self, collection: str) -> None:
        """See `Index.drop`."""
        self._connection.known.discard(collection)
        with self._endpoint.writing():
            self._connection.call(
                lambda client: client.drop_collection(collection, timeout=TIMEOUT)
            )

    def close(self) -> None:
        """See `Index.close`."""
        self._arms.shutdown()
        self._connection.close()
        self._endpoint.close()

    def _in_order(self, condition: str, most: int | None = None) -> list[Passage]:
        """The chunks that match a condition, in reading order."""

        def read(view: View) -> list[Passage]:
            rows = self._reader.query(view, visible(view, condition), [*FIELDS, "ordinal"], most)
            ordered = sorted(rows, key=lambda row: (row["source"], row["ordinal"]))
            return [passage_in(row) for row in ordered]

        return self._current.steady(read, [])

    def _remove(self, view: View | None, versions: Sequence[str]) -> None:
        assert view
        where = one_of("version", versions)
        with self._endpoint.writing():
            self._connection.call(
                lambda client: client.delete(view.collection, filter=where, timeout=TIMEOUT)
            )

    def _create(
        self, collection: str, chunks: Sequence[Chunk], vectors: Sequence[Sequence[float]]
    ) -> None:
        """Create the collection with its first chunks, dropping leftovers of a failed attempt."""
        about = {"format": FORMAT, "embedding": self._embedding}

        def make(client: MilvusClient) -> None:
            create(
                client,
                self._connection.arguments,
                collection,
                about,
                self._analyzer,
                chunks,
                vectors,
            )

        self._connection.call(make)
        self._connection.known.add(collection)
