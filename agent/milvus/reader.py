"""Queries and searches of one Milvus collection."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from agent.index import View
from agent.milvus.collection import TIMEOUT
from agent.milvus.connection import Connection
from agent.milvus.fields import FIELDS, cosines, passage_in, visible
from agent.types import Passage

NEIGHBOURS = 128  # minimum `ef` of an HNSW search on a server


class Reader:
    """Reads the visible rows of a view's collection."""

    def __init__(self, connection: Connection, floor: float = 0.0) -> None:
        """Cosines are returned on a scale from `floor`, 0, to 1."""
        self._connection = connection
        self._floor = floor

    def query(
        self, view: View, where: str, fields: Sequence[str], most: int | None = None
    ) -> list[dict[str, Any]]:
        """The rows that match a filter, at most `most`."""
        limit = {"limit": most} if most else {}
        return self._connection.call(
            lambda client: client.query(
                view.collection,
                filter=where,
                output_fields=list(fields),
                timeout=TIMEOUT,
                **limit,
            )
        )

    def pages(self, view: View, fields: Sequence[str], size: int) -> Iterator[list[dict[str, Any]]]:
        """All visible rows in pages of `size`."""
        pages = self._connection.call(
            lambda client: client.query_iterator(
                view.collection,
                filter=visible(view),
                batch_size=size,
                output_fields=list(fields),
                timeout=TIMEOUT,
            )
        )
        while rows := pages.next():
            yield rows
        pages.close()

    def near(self, view: View, vector: Sequence[float], where: str, fetch: int) -> list[Passage]:
        """The dense arm of a search, best first."""
        found = self._arm(view, [list(vector)], "dense", "COSINE", where, fetch, FIELDS)
        return [
            passage_in(hit["entity"], dense=self._scaled(float(hit["distance"]))) for hit in found
        ]

    def matching(
        self, view: View, query: str, vector: Sequence[float], where: str, fetch: int
    ) -> list[Passage]:
        """The BM25 arm of a search with cosines, best first."""
        found = self._arm(view, [query], "sparse", "BM25", where, fetch, [*FIELDS, "dense"])
        similar = cosines(vector, [hit["entity"]["dense"] for hit in found])
        return [  # milvus-lite 3.2 reports the score as a negative distance
            passage_in(hit["entity"], dense=self._scaled(cosine), bm25=abs(float(hit["distance"])))
            for hit, cosine in zip(found, similar, strict=True)
        ]

    def _scaled(self, cosine: float) -> float:
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
        if self._connection.is_server and metric == "COSINE":
            how["params"] = {"ef": max(NEIGHBOURS, fetch)}
        found: list[list[dict[str, Any]]] = self._connection.call(
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
