"""The index in Milvus: the embedded file or a server, through one client.

Collections are made by langchain-milvus. What is in them goes through pymilvus: searches, because
the grader needs both arms' own scores and langchain-milvus returns the fused one only; and inserts,
because importing langchain-milvus costs a second.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from threading import Lock
from typing import Any, Protocol, TypeVar

import numpy as np
from langchain_core.embeddings import Embeddings
from pymilvus import DataType, MilvusClient
from pymilvus.exceptions import MilvusException

from agent.backends.database import check_format
from agent.errors import IndexMismatch, StoreUnavailable
from agent.fusion import fuse
from agent.index import FORMAT, View
from agent.types import Chunk, Passage, indexed_text

COLLECTION = "chunks"  # where no view names another
TIMEOUT = 30.0  # seconds for one call; a search takes 0.03 s at 50,000 chunks
FETCH = 20  # hits of each arm that are fused; 50 find no more of the evidence
MANY = 200  # versions in one filter
TRIES = 4  # for one search, while what may be read changes under it
FIELDS = ("id", "document_id", "source", "course", "title", "section", "page", "text")
NO_PAGE = 0
VARCHAR = {"dtype": DataType.VARCHAR, "max_length": 65_535}
METADATA = {
    **dict.fromkeys(("document_id", "version", "source", "course", "title", "section"), VARCHAR),
    "ordinal": {"dtype": DataType.INT64},
    "page": {"dtype": DataType.INT64},
    "text": VARCHAR,
}

# they log a stack trace for every failed call; each failure is raised as our error instead
for _library in ("pymilvus", "langchain_milvus"):
    logging.getLogger(_library).setLevel(logging.CRITICAL)

Result = TypeVar("Result")


class Endpoint(Protocol):
    """Where Milvus answers: an embedded engine or a server's address."""

    def uri(self) -> str: ...

    def writing(self) -> AbstractContextManager[object]: ...

    def close(self) -> None: ...


class Server:
    """A Milvus server somewhere else."""

    def __init__(self, uri: str) -> None:
        self._uri = uri

    def uri(self) -> str:
        return self._uri

    def writing(self) -> AbstractContextManager[object]:
        """The server sees to it itself."""
        return nullcontext()

    def close(self) -> None:
        """Nothing of ours to stop."""


class MilvusIndex:
    """The `Index` over one Milvus collection at a time: `view` tells which, and what of it.

    `embedding` names the model whose vectors it is given. Without a `view` it is all of one
    collection of that model.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        embedding: str,
        token: str = "",
        view: Callable[[], View | None] | None = None,
    ) -> None:
        self._endpoint = endpoint
        self._embedding = embedding
        self._token = token
        self._view = view or (lambda: View(COLLECTION, embedding, FORMAT))
        self._client: MilvusClient | None = None
        self._client_uri = ""
        self._known: set[str] = set()  # collections that were seen, made by our model
        self._turn = Lock()

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
            {**_metadata(chunk), "id": id_, "indexed_text": indexed_text(chunk), "dense": vector}
            for id_, chunk, vector in zip(ids, chunks, vectors, strict=True)
        ]

        def replace(client: MilvusClient) -> None:
            client.delete(view.collection, ids=ids, timeout=TIMEOUT)
            client.insert(view.collection, rows, timeout=TIMEOUT)

        with self._endpoint.writing():
            self._call(replace)

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
            return fuse(near, self._said(view, query, vector, where, fetch))[:k]

        return self._steady(search, [])

    def nearest(self, vector: Sequence[float], k: int) -> list[Passage]:
        """The dense arm of `search` alone, in all courses."""
        return self._steady(lambda view: self._near(view, vector, _where(view), k), [])

    def matching(self, query: str, vector: Sequence[float], k: int) -> list[Passage]:
        """The BM25 arm of `search` alone, in all courses; each with its cosine, too."""
        return self._steady(lambda view: self._said(view, query, vector, _where(view), k), [])

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

    def document(self, document_id: str) -> list[Passage]:
        """See `Index.document`."""

        def document(view: View) -> list[Passage]:
            where = _where(view, f"document_id == {json.dumps(document_id)}")
            rows = self._query(view, where, [*FIELDS, "ordinal"])
            return [_passage(row) for row in sorted(rows, key=lambda row: row["ordinal"])]

        return self._steady(document, [])

    def texts(self) -> Iterator[str]:
        """See `Index.texts`."""
        view = self._seen()
        if not view:
            return
        pages = self._call(
            lambda client: client.query_iterator(
                view.collection,
                filter=_where(view),
                batch_size=1_000,
                output_fields=["indexed_text"],
                timeout=TIMEOUT,
            )
        )
        while rows := pages.next():
            yield from (row["indexed_text"] for row in rows)
        pages.close()

    def drop(self, collection: str) -> None:
        """See `Index.drop`."""
        self._known.discard(collection)
        with self._endpoint.writing():
            self._call(lambda client: client.drop_collection(collection, timeout=TIMEOUT))

    def close(self) -> None:
        """See `Index.close`."""
        with self._turn:
            if self._client:
                self._client.close()
                self._client = None
        self._endpoint.close()

    def _steady(self, read: Callable[[View], Result], nothing: Result) -> Result:
        """What is read, read again where what may be read has changed meanwhile.

        Else a document whose new version was hidden when the reading began, and whose old one was
        removed before its end, would be missed.
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

    def _query(self, view: View, where: str, fields: Sequence[str]) -> list[dict[str, Any]]:
        return self._call(
            lambda client: client.query(
                view.collection, filter=where, output_fields=list(fields), timeout=TIMEOUT
            )
        )

    def _remove(self, view: View | None, versions: Sequence[str]) -> None:
        assert view
        where = _in("version", versions)
        with self._endpoint.writing():
            self._call(lambda client: client.delete(view.collection, filter=where, timeout=TIMEOUT))

    def _near(self, view: View, vector: Sequence[float], where: str, fetch: int) -> list[Passage]:
        found = self._arm(view, [list(vector)], "dense", "COSINE", where, fetch, FIELDS)
        return [_passage(hit["entity"], dense=float(hit["distance"])) for hit in found]

    def _said(
        self, view: View, query: str, vector: Sequence[float], where: str, fetch: int
    ) -> list[Passage]:
        found = self._arm(view, [query], "sparse", "BM25", where, fetch, [*FIELDS, "dense"])
        cosines = _cosines(vector, [hit["entity"]["dense"] for hit in found])
        return [
            _passage(hit["entity"], dense=cosine, bm25=float(hit["distance"]))
            for hit, cosine in zip(found, cosines, strict=True)
        ]

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
        """The hits of one search, best first: `distance`, and the asked fields in `entity`."""
        found: list[list[dict[str, Any]]] = self._call(
            lambda client: client.search(
                view.collection,
                data,
                anns_field=field,
                filter=where,
                limit=fetch,
                output_fields=list(fields),
                search_params={"metric_type": metric},
                timeout=TIMEOUT,
            )
        )
        return found[0]

    def _create(
        self, collection: str, chunks: Sequence[Chunk], vectors: Sequence[Sequence[float]]
    ) -> None:
        """Make the collection with its first chunks; what is left of an attempt is dropped."""
        from langchain_milvus import BM25BuiltInFunction, Milvus

        def create(client: MilvusClient) -> None:
            client.drop_collection(collection, timeout=TIMEOUT)
            # the store asks for an embedding function to know that there is a dense field; the
            # vectors come ready-made
            Milvus(
                embedding_function=_Precomputed(),
                builtin_function=BM25BuiltInFunction(
                    input_field_names="indexed_text",
                    output_field_names="sparse",
                    analyzer_params={"type": "english"},
                ),
                collection_name=collection,
                collection_description=json.dumps({"format": FORMAT, "embedding": self._embedding}),
                connection_args={"uri": self._client_uri, "token": self._token},
                consistency_level="Strong",
                index_params=[
                    {"index_type": "FLAT", "metric_type": "COSINE"},
                    {"index_type": "SPARSE_INVERTED_INDEX", "metric_type": "BM25"},
                ],
                search_params=[{"metric_type": "COSINE"}, {"metric_type": "BM25"}],
                primary_field="id",
                text_field="indexed_text",
                vector_field=["dense", "sparse"],
                metadata_schema=METADATA,
            ).add_embeddings(
                [indexed_text(chunk) for chunk in chunks],
                [list(vector) for vector in vectors],
                [_metadata(chunk) for chunk in chunks],
                ids=[chunk["id"] for chunk in chunks],
                timeout=TIMEOUT,
            )

        self._call(create)
        self._known.add(collection)

    def _seen(self) -> View | None:
        """The view, where its collection is there; raises where another model made it."""
        view = self._view()
        return view if view and self._exists(view) else None

    def _exists(self, view: View) -> bool:
        self._check(view.embedding, view.format)
        if view.collection not in self._known and self._call(lambda c: self._open(c, view)):
            self._known.add(view.collection)
        return view.collection in self._known

    def _open(self, client: MilvusClient, view: View) -> bool:
        if not client.has_collection(view.collection, timeout=TIMEOUT):
            return False
        if not {"dense", "sparse"} <= set(client.list_indexes(view.collection)):
            return False  # whoever made it was stopped before anything was in it
        about = client.describe_collection(view.collection, timeout=TIMEOUT)
        made = json.loads(about["description"])
        self._check(made.get("embedding"), made.get("format"))
        client.load_collection(view.collection, timeout=TIMEOUT)
        return True

    def _check(self, embedding: str, format_: int) -> None:
        check_format("materials in the index", int(format_ or 0), FORMAT)
        if (embedding, format_) != (self._embedding, FORMAT):
            raise IndexMismatch(
                f"The index in service was made by the embedding model {embedding} (format "
                f"{format_}); this program uses {self._embedding} (format {FORMAT}).",
                "Set MENTOR_EMBEDDING_MODEL back, or build an index for this model beside the "
                "other, which takes its place when it is complete: make ingest",
            )

    def _call(self, action: Callable[[MilvusClient], Result]) -> Result:
        """Run one call; where the engine has gone, once more against whoever serves it now."""
        for last in (False, True):
            client = self._connected()
            try:
                return action(client)
            except MilvusException as error:
                self._forget(client)
                if last:
                    raise StoreUnavailable(
                        f"The index did not answer: {error.message}",
                        "Try again; if it stays, restart the service (make down, make up).",
                    ) from error
        raise AssertionError("unreachable")

    def _forget(self, client: MilvusClient) -> None:
        with self._turn:
            if self._client is client:
                self._client = None

    def _connected(self) -> MilvusClient:
        uri = self._endpoint.uri()
        with self._turn:
            if self._client is None or uri != self._client_uri:
                try:
                    self._client = MilvusClient(uri, token=self._token, timeout=TIMEOUT)
                except MilvusException as error:
                    raise StoreUnavailable(
                        f"No Milvus answers at {uri}.", "Check MENTOR_MILVUS_URI and the server."
                    ) from error
                self._client_uri, self._known = uri, set()
            return self._client


def _where(view: View, condition: str = "") -> str:
    """A filter for what fulfils the condition and is not hidden."""
    shown = f"version not in {json.dumps(view.hidden)}" if view.hidden else ""
    return " and ".join(part for part in (condition, shown) if part)


def _in(field: str, values: Collection[str]) -> str:
    return f"{field} in {json.dumps(list(values), ensure_ascii=False)}"


class _Precomputed(Embeddings):
    """Stands where langchain-milvus wants an embedding function; never asked."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        raise AssertionError("vectors come ready-made")

    def embed_query(self, text: str) -> list[float]:
        raise AssertionError("vectors come ready-made")


def _metadata(chunk: Chunk) -> dict[str, Any]:
    row: dict[str, Any] = {name: chunk[name] for name in METADATA}  # type: ignore[literal-required]
    return row | {"page": chunk["page"] or NO_PAGE}


def _cosines(vector: Sequence[float], others: Sequence[Sequence[float]]) -> list[float]:
    """The cosine similarity of one vector and each of the others."""
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
