"""The index in Milvus: the embedded file or a server, through one client.

Collections and inserts go through langchain-milvus. Searches go through pymilvus, because the
grader needs both arms' own scores and langchain-milvus returns the fused one only.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator, Sequence
from threading import Lock
from typing import Any, Protocol, TypeVar

from langchain_core.embeddings import Embeddings
from pymilvus import DataType, MilvusClient
from pymilvus.exceptions import MilvusException

from agent.errors import IndexMismatch, StoreUnavailable
from agent.fusion import reciprocal_rank_fusion
from agent.types import Chunk, Passage, indexed_text

COLLECTION = "chunks"
FORMAT = 1
TIMEOUT = 30.0  # seconds for one call; a search takes 0.03 s at 50,000 chunks
FETCH = 20  # hits of each arm that are fused
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

    def close(self) -> None: ...


class Server:
    """A Milvus server somewhere else."""

    def __init__(self, uri: str) -> None:
        self._uri = uri

    def uri(self) -> str:
        return self._uri

    def close(self) -> None:
        """Nothing of ours to stop."""


class MilvusIndex:
    """The `Index` over one Milvus collection. `embedding` names the model that made its vectors."""

    def __init__(self, endpoint: Endpoint, *, embedding: str, token: str = "") -> None:
        self._endpoint = endpoint
        self._embedding = embedding
        self._token = token
        self._client: MilvusClient | None = None
        self._client_uri = ""
        self._known = False  # whether the collection was seen to exist, made by our model
        self._turn = Lock()

    def write(self, chunks: Sequence[Chunk], vectors: Sequence[Sequence[float]]) -> None:
        """See `Index.write`."""
        if not chunks:
            return
        if self._exists():
            ids = [chunk["id"] for chunk in chunks]
            self._call(lambda client: client.delete(COLLECTION, ids=ids, timeout=TIMEOUT))
        self._insert(chunks, vectors)

    def remove(self, document_id: str, keep_version: str | None = None) -> None:
        """See `Index.remove`."""
        if not self._exists():
            return
        where = f"document_id == {json.dumps(document_id)}"
        if keep_version is not None:
            where += f" and version != {json.dumps(keep_version)}"
        self._call(lambda client: client.delete(COLLECTION, filter=where, timeout=TIMEOUT))

    def search(
        self, query: str, vector: Sequence[float], *, courses: Sequence[str], k: int
    ) -> list[Passage]:
        """See `Index.search`."""
        if not self._exists():
            return []
        where = f"course in {json.dumps(list(courses), ensure_ascii=False)}" if courses else ""
        fetch = max(FETCH, k)
        dense = self._arm([list(vector)], "dense", "COSINE", where, fetch)
        bm25 = self._arm([query], "sparse", "BM25", where, fetch)
        return reciprocal_rank_fusion(dense, bm25)[:k]

    def count(self) -> int:
        """See `Index.count`."""
        if not self._exists():
            return 0
        rows = self._call(
            lambda client: client.query(
                COLLECTION, filter="", output_fields=["count(*)"], timeout=TIMEOUT
            )
        )
        return int(rows[0]["count(*)"])

    def passages(self, ids: Sequence[str]) -> list[Passage]:
        """See `Index.passages`."""
        if not ids or not self._exists():
            return []
        rows = self._call(
            lambda client: client.get(
                COLLECTION, ids=list(ids), output_fields=list(FIELDS), timeout=TIMEOUT
            )
        )
        found = {row["id"]: _passage(row) for row in rows}
        return [found[id_] for id_ in ids if id_ in found]

    def document(self, document_id: str) -> list[Passage]:
        """See `Index.document`."""
        if not self._exists():
            return []
        where = f"document_id == {json.dumps(document_id)}"
        rows = self._call(
            lambda client: client.query(
                COLLECTION, filter=where, output_fields=[*FIELDS, "ordinal"], timeout=TIMEOUT
            )
        )
        return [_passage(row) for row in sorted(rows, key=lambda row: row["ordinal"])]

    def texts(self) -> Iterator[str]:
        """See `Index.texts`."""
        if not self._exists():
            return
        pages = self._call(
            lambda client: client.query_iterator(
                COLLECTION, batch_size=1_000, output_fields=["indexed_text"], timeout=TIMEOUT
            )
        )
        while rows := pages.next():
            yield from (row["indexed_text"] for row in rows)
        pages.close()

    def clear(self) -> None:
        """See `Index.clear`."""
        self._known = False
        self._call(lambda client: client.drop_collection(COLLECTION, timeout=TIMEOUT))

    def close(self) -> None:
        """See `Index.close`."""
        with self._turn:
            if self._client:
                self._client.close()
                self._client = None
        self._endpoint.close()

    def _arm(
        self, data: list[Any], field: str, metric: str, where: str, fetch: int
    ) -> list[Passage]:
        hits = self._call(
            lambda client: client.search(
                COLLECTION,
                data,
                anns_field=field,
                filter=where,
                limit=fetch,
                output_fields=list(FIELDS),
                search_params={"metric_type": metric},
                timeout=TIMEOUT,
            )
        )[0]
        arm = "dense" if field == "dense" else "bm25"
        return [_passage(hit["entity"], **{arm: float(hit["distance"])}) for hit in hits]

    def _insert(self, chunks: Sequence[Chunk], vectors: Sequence[Sequence[float]]) -> None:
        from langchain_milvus import BM25BuiltInFunction, Milvus

        # the store asks for an embedding function to know that there is a dense field; the
        # vectors come ready-made
        def store(_: MilvusClient) -> Milvus:
            return Milvus(
                embedding_function=_Precomputed(),
                builtin_function=BM25BuiltInFunction(
                    input_field_names="indexed_text",
                    output_field_names="sparse",
                    analyzer_params={"type": "english"},
                ),
                collection_name=COLLECTION,
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
            )

        rows = [_metadata(chunk) for chunk in chunks]
        self._call(
            lambda client: store(client).add_embeddings(
                [indexed_text(chunk) for chunk in chunks],
                [list(vector) for vector in vectors],
                rows,
                ids=[chunk["id"] for chunk in chunks],
                timeout=TIMEOUT,
            )
        )
        self._known = True

    def _exists(self) -> bool:
        """Whether the collection is there; raises where another embedding model made it."""
        if not self._known:
            self._known = self._call(self._check)
        return self._known

    def _check(self, client: MilvusClient) -> bool:
        if not client.has_collection(COLLECTION, timeout=TIMEOUT):
            return False
        made = json.loads(client.describe_collection(COLLECTION, timeout=TIMEOUT)["description"])
        if made != {"format": FORMAT, "embedding": self._embedding}:
            raise IndexMismatch(
                f"The index was made by the embedding model {made.get('embedding')} (format "
                f"{made.get('format')}); this program uses {self._embedding} (format {FORMAT}).",
                "Set MENTOR_EMBEDDING_MODEL back, or build the index anew: make ingest REBUILD=1",
            )
        client.load_collection(COLLECTION, timeout=TIMEOUT)
        return True

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
                self._client_uri, self._known = uri, False
            return self._client


class _Precomputed(Embeddings):
    """Stands where langchain-milvus wants an embedding function; never asked."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        raise AssertionError("vectors come ready-made")

    def embed_query(self, text: str) -> list[float]:
        raise AssertionError("vectors come ready-made")


def _metadata(chunk: Chunk) -> dict[str, Any]:
    row: dict[str, Any] = {name: chunk[name] for name in METADATA}  # type: ignore[literal-required]
    return row | {"page": chunk["page"] or NO_PAGE}


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
