"""The collection in service: whether it exists, and was made by the model in use."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TypeVar

from pymilvus import MilvusClient

from agent.errors import IndexMismatch
from agent.index import FORMAT, View
from agent.milvus.collection import TIMEOUT
from agent.milvus.connection import Connection
from agent.store.database import check_format

TRIES = 4  # per read, if the view changes meanwhile

Result = TypeVar("Result")


class CurrentView:
    """The view that `view` returns now, checked against `embedding`, the identity of the model."""

    def __init__(
        self, connection: Connection, embedding: str, view: Callable[[], View | None]
    ) -> None:
        self._connection = connection
        self._embedding = embedding
        self.view = view

    def existing(self) -> View | None:
        """The view if its collection exists, else None; raises if another model made it."""
        view = self.view()
        return view if view and self.exists(view) else None

    def exists(self, view: View) -> bool:
        """Whether its collection exists; raises `IndexMismatch` and `NewerData`."""
        self._check(view.embedding, view.format)
        known = self._connection.known
        if view.collection not in known and self._connection.call(lambda c: self._open(c, view)):
            known.add(view.collection)
        return view.collection in known

    def steady(self, read: Callable[[View], Result], nothing: Result) -> Result:
        """The result of `read`, repeated if the view changes meanwhile.

        Otherwise a document would be missed whose new version was still hidden at the start and
        whose old version was removed before the end.
        """
        found = nothing
        for _ in range(TRIES):
            view = self.existing()
            if view is None:
                return nothing
            found = read(view)
            if self.view() == view:
                break
        return found

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
