"""The connection to Milvus, whoever serves it now."""

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

# they log a stack trace for every failed call; each failure is raised as our error instead
for _library in ("pymilvus", "langchain_milvus"):
    logging.getLogger(_library).setLevel(logging.CRITICAL)

Result = TypeVar("Result")


class Endpoint(Protocol):
    """Where Milvus answers: an embedded engine or a server's address."""

    def uri(self) -> str: ...

    def writing(self) -> AbstractContextManager[object]: ...

    def close(self) -> None: ...


def server_and_database(uri: str) -> tuple[str, str]:
    """The address of a server and the name of a database there; "" is its default one.

    >>> server_and_database("http://milvus:19530/school")
    ('http://milvus:19530', 'school')
    """
    parts = urlsplit(uri)
    return parts._replace(path="").geturl(), parts.path.strip("/")


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


class Connection:
    """One client; safe to use from several threads."""

    def __init__(self, endpoint: Endpoint, token: str = "", database: str = "") -> None:
        self._endpoint = endpoint
        self._token = token
        self._database = database
        self._client: MilvusClient | None = None
        self._uri = ""
        self._turn = Lock()
        self.is_server = False
        """Whether it is a server, as far as is known, and not the embedded engine."""
        self.known: set[str] = set()
        """Collections that were seen there, made by our model."""

    @property
    def arguments(self) -> dict[str, str]:
        """What a client is opened with."""
        return {"uri": self._uri, "token": self._token, "db_name": self._database}

    def call(self, action: Callable[[MilvusClient], Result]) -> Result:
        """Run one call; where the engine has gone, once more against whoever serves it now."""
        for last in (False, True):
            client = self.client()
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

    def client(self) -> MilvusClient:
        """Opened when it is first needed, and anew where somebody else serves."""
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
        """Give back the client."""
        with self._turn:
            if self._client:
                self._client.close()
                self._client = None
