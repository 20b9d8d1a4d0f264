"""The index in Milvus, an embedded file or a server, through the same client.

langchain-milvus creates the collections. Searches use pymilvus, because the grader needs the scores
of both arms and langchain-milvus only returns the fused one; so do inserts, because importing
langchain-milvus takes a second.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any, TypeVar, cast

import numpy as np
from pymilvus import MilvusClient

from agent.errors import IndexMismatch
from agent.index import FORMAT, View
from agent.languages.searching import index_words
from agent.milvus.collection import METADATA, TIMEOUT, chunk_of, create, metadata
from agent.milvus.connection import Connection, Endpoint
from agent.search.fusion import fuse
from agent.store.database import check_format
from agent.types import Chunk, Passage, indexed_text

COLLECTION = "chunks"  # if the view names no other
FETCH = 20  # hits per arm that are fused; 50 find no more of the evidence
NEIGHBOURS = 128  # minimum `ef` of an HNSW search on a server
AT_A_TIME = 500  # chunks with vectors per read
FLUSH = 600.0  # seconds; a server may build its graphs meanwhile
MANY = 200  # versions per filter
HEADED = 300  # chunks that are found by their headings
TRIES = 4  # per search, if the view changes meanwhile
FIELDS = ("id", "document_id", "source", "course", "title", "section", "page", "text")

Result = TypeVar("Result")


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
        self._floor = floor
        self._view = view or (lambda: View(COLLECTION, embedding, FORMAT))
        self._there = Connection(endpoint, token, database)

    def write(self, chunks: Sequence[Chunk], vectors: Sequence[Sequence[float]]) -> None:
        """See `Index.write`."""
        if not chunks:
            return
        view = self._view()
        assert view, "an ingest writes into an edition"
        if not self._exists(view):
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
            self._there.call(replace)

    def remove(self, versions: Collection[str]) -> None:
        """See `Index.remove`."""
        view = self._seen()
        ordered = list(versions)
        for start in range(0, len(ordered) if view else 0, MANY):
            self._remove(view, ordered[start : start + MANY])

    def search(
        self, query: str, vector: Sequence[float], *, courses: Sequence[str], k: int
    ) -> list[Passage]:
        """See `Index.search`."""
        fetch = max(FETCH, k)

        def search(view: View) -> list[Passage]:
            where = _where(view, _in("course", courses) if courses else "")
            near = self._near(view, vector, where, fetch)
            return fuse(near, self._matching(view, query, vector, where, fetch))[:k]

        return self._steady(search, [])

    def nearest(self, vector: Sequence[float], k: int) -> list[Passage]:
        """See `Index.nearest`."""
        return self._steady(lambda view: self._near(view, vector, _where(view), k), [])

    def matching(self, query: str, vector: Sequence[float], k: int) -> list[Passage]:
        """Only the BM25 arm of `search`, in all courses, with cosines."""
        return self._steady(lambda view: self._matching(view, query, vector, _where(view), k), [])

    def stored(self) -> Iterator[tuple[list[Chunk], list[list[float]]]]:
        """See `Index.stored`."""
        view = self._seen()
        if not view:
            return
        for rows in self._pages(view, ["id", *METADATA, "dense"], AT_A_TIME):
            yield [chunk_of(row) for row in rows], [list(row["dense"]) for row in rows]

    def count(self) -> int:
        """See `Index.count`."""

        def count(view: View) -> int:
            rows = self._query(view, _where(view), ["count(*)"])
            return int(rows[0]["count(*)"])

        return self._steady(count, 0)

    def passages(self, ids: Sequence[str]) -> list[Passage]:
        """See `Index.passages`."""
        view = self._seen()
        if not ids or not view:
            return []
        rows = self._query(view, _where(view, _in("id", ids)), FIELDS)
        found = {row["id"]: _passage(row) for row in rows}
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
        among = [_in("course", courses)] if courses else []
        among += [_in("document_id", documents)] if documents else []
        return self._in_order(" and ".join([f"({under})", *among]), most=HEADED)

    def texts(self) -> Iterator[str]:
        """See `Index.texts`."""
        view = self._seen()
        if not view:
            return
        for rows in self._pages(view, ["title", "section", "text"], 1_000):
            yield from (indexed_text(cast(Chunk, row)) for row in rows)

    def flush(self) -> None:
        """See `Index.flush`."""
        if view := self._seen():
            with self._endpoint.writing():
                self._there.call(lambda client: client.flush(view.collection, timeout=FLUSH))

    def drop(self, collection: str) -> None:
        """See `Index.drop`."""
        self._there.known.discard(collection)
        with self._endpoint.writing():
            self._there.call(lambda client: client.drop_collection(collection, timeout=TIMEOUT))

    def close(self) -> None:
        """See `Index.close`."""
        self._there.close()
        self._endpoint.close()

    def _steady(self, read: Callable[[View], Result], nothing: Result) -> Result:
        """The result of `read`, repeated if the view changes meanwhile.

        Otherwise a document would be missed whose new version was still hidden at the start and
        whose old version was removed before the end.
        """
        found = nothing
        for _ in range(TRIES):
            view = self._seen()
            if view is None:
                return nothing
            found = read(view)
            if self._view() == view:
                break
        return found

    def _in_order(self, condition: str, most: int | None = None) -> list[Passage]:
        """The chunks that match a condition, in reading order."""

        def read(view: View) -> list[Passage]:
            rows = self._query(view, _where(view, condition), [*FIELDS, "ordinal"], most)
            ordered = sorted(rows, key=lambda row: (row["source"], row["ordinal"]))
            return [_passage(row) for row in ordered]

        return self._steady(read, [])

    def _pages(
        self, view: View, fields: Sequence[str], size: int
    ) -> Iterator[list[dict[str, Any]]]:
        """All visible rows in pages of `size`."""
        pages = self._there.call(
            lambda client: client.query_iterator(
                view.collection,
                filter=_where(view),
                batch_size=size,
                output_fields=list(fields),
                timeout=TIMEOUT,
            )
        )
        while rows := pages.next():
            yield rows
        pages.close()

    def _query(
        self, view: View, where: str, fields: Sequence[str], most: int | None = None
    ) -> list[dict[str, Any]]:
        limit = {"limit": most} if most else {}
        return self._there.call(
            lambda client: client.query(
                view.collection,
                filter=where,
                output_fields=list(fields),
                timeout=TIMEOUT,
                **limit,
            )
        )

    def _remove(self, view: View | None, versions: Sequence[str]) -> None:
        assert view
        where = _in("version", versions)
        with self._endpoint.writing():
            self._there.call(
                lambda client: client.delete(view.collection, filter=where, timeout=TIMEOUT)
            )

    def _near(self, view: View, vector: Sequence[float], where: str, fetch: int) -> list[Passage]:
        found = self._arm(view, [list(vector)], "dense", "COSINE", where, fetch, FIELDS)
        return [
            _passage(hit["entity"], dense=self._above_floor(float(hit["distance"])))
            for hit in found
        ]

    def _matching(
        self, view: View, query: str, vector: Sequence[float], where: str, fetch: int
    ) -> list[Passage]:
        found = self._arm(view, [query], "sparse", "BM25", where, fetch, [*FIELDS, "dense"])
        cosines = _cosines(vector, [hit["entity"]["dense"] for hit in found])
        return [  # milvus-lite 3.2 reports the score as a negative distance
            _passage(
                hit["entity"], dense=self._above_floor(cosine), bm25=abs(float(hit["distance"]))
            )
            for hit, cosine in zip(found, cosines, strict=True)
        ]

    def _above_floor(self, cosine: float) -> float:
        """A cosine on a scale from the floor, 0, to 1."""
        return (cosine - self._floor) / (1 - self._floor)

    def _arm(
        self,
        view: View,
        data: list[Any],
        field: str,
        metric: str,
        where: str,
        fetch: int,
        fields: Sequence[str],
    ) -> list[dict[str, Any]]:
        """The hits of a search, best first, with `distance` and the fields in `entity`."""
        how: dict[str, Any] = {"metric_type": metric}
        if self._there.is_server and metric == "COSINE":
            how["params"] = {"ef": max(NEIGHBOURS, fetch)}
        found: list[list[dict[str, Any]]] = self._there.call(
            lambda client: client.search(
                view.collection,
                data,
                anns_field=field,
                filter=where,
                limit=fetch,
                output_fields=list(fields),
                search_params=how,
                timeout=TIMEOUT,
            )
        )
        return found[0]

    def _create(
        self, collection: str, chunks: Sequence[Chunk], vectors: Sequence[Sequence[float]]
    ) -> None:
        """Create the collection with its first chunks, dropping leftovers of a failed attempt."""
        about = {"format": FORMAT, "embedding": self._embedding}

        def make(client: MilvusClient) -> None:
            create(
                client, self._there.arguments, collection, about, self._analyzer, chunks, vectors
            )

        self._there.call(make)
        self._there.known.add(collection)

    def _seen(self) -> View | None:
        """The view if its collection exists, else None; raises if another model made it."""
        view = self._view()
        return view if view and self._exists(view) else None

    def _exists(self, view: View) -> bool:
        self._check(view.embedding, view.format)
        if view.collection not in self._there.known and self._there.call(
            lambda c: self._open(c, view)
        ):
            self._there.known.add(view.collection)
        return view.collection in self._there.known

    def _open(self, client: MilvusClient, view: View) -> bool:
        if not client.has_collection(view.collection, timeout=TIMEOUT):
            return False
        if not {"dense", "sparse"} <= set(client.list_indexes(view.collection)):
            return False  # its creation was interrupted
        about = client.describe_collection(view.collection, timeout=TIMEOUT)
        if made := json.loads(about.get("description") or "null"):  # milvus-lite 3.2 loses it
            self._check(made.get("embedding"), made.get("format"))
        client.load_collection(view.collection, timeout=TIMEOUT)
        return True

    def _check(self, embedding: str, format_: int) -> None:
        check_format("materials in the index", int(format_ or 0), FORMAT)
        if (embedding, format_) != (self._embedding, FORMAT):
            raise IndexMismatch(
                f"The index in use was made by the embedding model {embedding} (format "
                f"{format_}); this program uses {self._embedding} (format {FORMAT}).",
                "Restore MENTOR_EMBEDDING_MODEL, or run make ingest to build an index for this "
                "model, which replaces the other when it is complete.",
            )


def _where(view: View, condition: str = "") -> str:
    """A filter for visible chunks that match the condition."""
    shown = f"version not in {json.dumps(view.hidden)}" if view.hidden else ""
    return " and ".join(part for part in (condition, shown) if part)


def _in(field: str, values: Collection[str]) -> str:
    return f"{field} in {json.dumps(list(values), ensure_ascii=False)}"


def _cosines(vector: Sequence[float], others: Sequence[Sequence[float]]) -> list[float]:
    """The cosine similarities of a vector to others."""
    if not others:
        return []
    one, many = np.asarray(vector), np.asarray(others)
    lengths = np.linalg.norm(many, axis=1) * np.linalg.norm(one)
    return [float(cosine) for cosine in many @ one / np.maximum(lengths, 1e-12)]


def _passage(row: dict[str, Any], dense: float | None = None, bm25: float | None = None) -> Passage:
    return Passage(
        id=row["id"],
        document_id=row["document_id"],
        source=row["source"],
        course=row["course"],
        title=row["title"],
        section=row["section"],
        page=row["page"] or None,
        text=row["text"],
        score=0.0,
        dense=dense,
        bm25=bm25,
        relevant=None,
    )
