"""The schema of a Milvus collection, created by langchain-milvus."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, cast

from grpc import RpcError  # type: ignore[import-untyped]
from langchain_core.embeddings import Embeddings
from pymilvus import DataType, MilvusClient
from pymilvus.exceptions import MilvusException

from agent.languages.searched_words import index_words
from agent.types import Chunk, indexed_text

TIMEOUT = 30.0  # seconds for one call; a search takes 0.03 s at 50,000 chunks
NO_PAGE = 0
VARCHAR = {"dtype": DataType.VARCHAR, "max_length": 65_535}
METADATA = {
    **dict.fromkeys(("document_id", "version", "source", "course", "title", "section"), VARCHAR),
    "ordinal": {"dtype": DataType.INT64},
    "page": {"dtype": DataType.INT64},
    "text": VARCHAR,
}
FLAT = {"index_type": "FLAT", "metric_type": "COSINE"}
HNSW = {
    "index_type": "HNSW",
    "metric_type": "COSINE",
    "params": {"M": 16, "efConstruction": 200},
}
WORDS = {"index_type": "SPARSE_INVERTED_INDEX", "metric_type": "BM25"}


def create(
    client: MilvusClient,
    connection: Mapping[str, Any],
    collection: str,
    about: Mapping[str, Any],
    analyzer: str,
    chunks: Sequence[Chunk],
    vectors: Sequence[Sequence[float]],
) -> None:
    """Create the collection with its first chunks, dropping leftovers of a failed attempt.

    `about` becomes its description; `analyzer` is one of Milvus's own, for BM25. On a server it
    uses HNSW for the vectors and partitions by course; the embedded engine supports neither and
    searches exactly.
    """
    from langchain_milvus import BM25BuiltInFunction, Milvus

    full = is_server(client)
    fields = {name: dict(kind) for name, kind in METADATA.items()}
    if full:
        fields["course"]["is_partition_key"] = True
    client.drop_collection(collection, timeout=TIMEOUT)
    # the store needs an embedding function only to create a dense field; the vectors are given
    Milvus(
        embedding_function=_Precomputed(),
        builtin_function=BM25BuiltInFunction(
            input_field_names="indexed_text",
            output_field_names="sparse",
            analyzer_params={"type": analyzer},
        ),
        collection_name=collection,
        collection_description=json.dumps(about),
        connection_args=dict(connection),
        consistency_level="Strong",
        index_params=[HNSW if full else FLAT, WORDS],
        search_params=[{"metric_type": "COSINE"}, {"metric_type": "BM25"}],
        primary_field="id",
        text_field="indexed_text",
        vector_field=["dense", "sparse"],
        metadata_schema=fields,
    ).add_embeddings(
        [index_words(indexed_text(chunk)) for chunk in chunks],
        [list(vector) for vector in vectors],
        [metadata(chunk) for chunk in chunks],
        ids=[chunk["id"] for chunk in chunks],
        timeout=TIMEOUT,
    )


def load() -> None:
    """Import what only `create` needs, which takes a second."""
    import langchain_milvus  # noqa: F401


def is_server(client: MilvusClient) -> bool:
    """Whether this is a server and not the embedded engine, which reports no version."""
    try:
        client.get_server_version(timeout=TIMEOUT)
    except (MilvusException, RpcError):
        return False
    return True


def metadata(chunk: Chunk) -> dict[str, Any]:
    """A chunk's fields except id and vector."""
    row: dict[str, Any] = {name: chunk[name] for name in METADATA}  # type: ignore[literal-required]
    return row | {"page": chunk["page"] or NO_PAGE}


def chunk_of(row: Mapping[str, Any]) -> Chunk:
    """The stored chunk."""
    values = {name: row[name] for name in ("id", *METADATA)}
    return cast(Chunk, values | {"page": row["page"] or None})


class _Precomputed(Embeddings):
    """A placeholder for the embedding function of langchain-milvus; never called."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        raise AssertionError("vectors are precomputed")

    def embed_query(self, text: str) -> list[float]:
        raise AssertionError("vectors are precomputed")
