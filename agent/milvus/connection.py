"""The connection to Milvus, which survives a change of the serving process."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from threading import Lock
from typing import Protocol, TypeVar
from urllib.parse import urlsplit

from pymilvus import MilvusClient
from pymilvus.exceptions import MilvusException

from agent.errors import StoreUnavailable
from agent.milvus.collection import TIMEOUT, is_server

# they log a stack trace for every failed call, although each failure is raised as our error
for _library in ("pymilvus", "langchain_milvus"):
    logging.getLogger(_library).setLevel(logging.CRITICAL)

Result = TypeVar("Result")


class Endpoint(Protocol):
    """The address of Milvus: an embedded engine or a server."""

    def uri(self) -> str: ...

    def writing(self) -> AbstractContextManager[object]: ...

    def close(self) -> None: ...


def server_and_database(uri: str) -> tuple[str, str]:
    """A server's address and a database name; "" is the default database.

    >>> server_and_database("http://milvus:19530/school")
    ('http://milvus:19530', 'school')
    """
    parts = urlsplit(uri)
    return parts._replace(path="").geturl(), parts.path.strip("/")


class Server:
    """A Milvus server."""

    def __init__(self, uri: str) -> None:
        self._uri = uri

    def uri(self) -> str:
        return self._uri

    def writing(self) -> AbstractContextManager[object]:
        """Nothing to do: the server handles concurrency."""
        return nullcontext()

    def close(self) -> None:
        """Nothing to stop."""


class Connection:
    """A client; thread-safe."""

    def __init__(self, endpoint: Endpoint, token: str = "", database: str = "") -> None:
        self._endpoint = endpoint
        self._token = token
        self._database = database
        self._client: MilvusClient | None = None
        self._uri = ""
        self._turn = Lock()
        self.is_server = False
        """Whether it is a server and not the embedded engine; None if unknown."""
        self.known: set[str] = set()
        """Known collections made by our model."""

    @property
    def arguments(self) -> dict[str, str]:
        """The arguments of a client."""
        return {"uri": self._uri, "token": self._token, "db_name": self._database}

    def call(self, action: Callable[[MilvusClient], Result]) -> Result:
        """Run a call; if the engine has gone, retry once with the process that serves it now."""
        for last in (False, True):
            client = self.client()
            try:
                return action(client)
            except MilvusException as error:
                self._forget(client)
                if last:
                    raise StoreUnavailable(
                        f"The index did not answer: {error.message}",
                        "Try again; if it happens again, restart the service (make restart).",
                    ) from error
        raise AssertionError("unreachable")

    def _forget(self, client: MilvusClient) -> None:
        with self._turn:
            if self._client is client:
                self._client = None

    def client(self) -> MilvusClient:
        """The client, opened on first use and again if another process serves."""
        uri = self._endpoint.uri()
        with self._turn:
            if self._client is None or uri != self._uri:
                try:
                    self._uri = uri
                    self._client = MilvusClient(**self.arguments, timeout=TIMEOUT)
                    self.is_server = is_server(self._client)
                except MilvusException as error:
                    raise StoreUnavailable(
                        f"No Milvus answers at {uri}.", "Check MENTOR_MILVUS_URI and the server."
                    ) from error
                self.known = set()
            return self._client

    def close(self) -> None:
        """Close the client."""
        with self._turn:
            if self._client:
                self._client.close()
                self._client = None
