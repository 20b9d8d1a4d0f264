"""Milvus as configured: a file served by an embedded engine, or a server."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from agent.errors import InvalidRequest
from agent.settings import Settings

if TYPE_CHECKING:
    from agent.index import Index, View
    from agent.milvus.connection import Endpoint
    from agent.milvus.files import MilvusFiles

# Imports inside the functions save programs without an index 0.5 s.


def backend(settings: Settings) -> MilvusBackend:
    """Milvus, for the registry."""
    return MilvusBackend(settings)


class MilvusBackend:
    """The `IndexBackend` for Milvus Lite and Milvus."""

    server_setting = "MENTOR_MILVUS_URI"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @property
    def files(self) -> MilvusFiles | None:
        """See `IndexBackend.files`."""
        from agent.milvus.files import MilvusFiles

        return None if self._settings.milvus_uri else MilvusFiles(self._settings.index_file)

    def describe(self) -> str:
        """See `IndexBackend.describe`; a file is described without starting its engine."""
        if self._settings.milvus_uri:
            return f"Milvus {self._connection_version()} at {self._settings.milvus_uri}"
        file = self._settings.index_file
        size = f"{file.stat().st_size / 1e6:.1f} MB" if file.exists() else "not created yet"
        return f"Milvus Lite, {file}, {size}"

    def at(self, server: str) -> MilvusBackend:
        """See `IndexBackend.at`."""
        if not server.startswith(("http://", "https://")):
            raise InvalidRequest(
                f"{server} is not a server.", "Name one, e.g. TO=http://milvus:19530"
            )
        return MilvusBackend(self._settings.model_copy(update={"milvus_uri": server}))

    def load(self, *, first: bool) -> None:
        """See `IndexBackend.load`."""
        from agent.milvus import collection, store  # noqa: F401

        if first:
            collection.load()

    def start(self) -> None:
        """See `IndexBackend.start`: the engine of a file takes 0.6 s, mostly waiting."""
        self._endpoint.uri()

    def open(self, embedding: str, view: Callable[[], View | None], floor: float = 0.0) -> Index:
        """See `IndexBackend.open`."""
        from agent.milvus.store import MilvusIndex

        return MilvusIndex(
            self._endpoint,
            embedding=embedding,
            token=self._token,
            database=self._database,
            analyzer=self._settings.analyzer,
            floor=floor,
            view=view,
        )

    @property
    def _token(self) -> str:
        token = self._settings.milvus_token
        return token.get_secret_value() if token else ""

    @property
    def _database(self) -> str:
        from agent.milvus.connection import server_and_database

        return server_and_database(self._settings.milvus_uri or "")[1]

    @cached_property
    def _endpoint(self) -> Endpoint:
        from agent.milvus.connection import Server, server_and_database
        from agent.milvus.engine import Engine

        if not self._settings.milvus_uri:
            return Engine(self._settings.index_file)
        return Server(server_and_database(self._settings.milvus_uri)[0])

    def _connection_version(self) -> str:
        from agent.milvus.collection import TIMEOUT
        from agent.milvus.connection import Connection

        there = Connection(self._endpoint, self._token, self._database)
        try:
            return str(there.call(lambda client: client.get_server_version(timeout=TIMEOUT)))
        finally:
            there.close()
