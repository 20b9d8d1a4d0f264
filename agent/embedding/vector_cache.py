"""A cache of embeddings by text, so that only new text costs time (SQLite)."""

from __future__ import annotations

import hashlib
import sqlite3
import time
from array import array
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from threading import Lock
from typing import Protocol

from agent.errors import StoreUnavailable
from agent.storage import storage_full

KEEP_DAYS = 180  # days that unused entries stay
MOST = 2_000_000  # entries; 3.5 GB at 384 dimensions
DAY = 86_400  # seconds
MANY = 500  # values per statement


class Embedder(Protocol):
    """Makes vectors of texts."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]: ...


class Embeddings(Embedder, Protocol):
    """An embedding model that can be cached."""

    identity: str
    max_tokens: int

    def count_tokens(self, text: str) -> int: ...

    def tokenize_offsets(self, text: str) -> list[tuple[int, int]]: ...


class CachedEmbeddings:
    """A model with a cache file by text. `embedded` counts new texts.

    Thread-safe: threads wait for texts that another one is embedding.

    Vectors are stored as float32, as computed by the model and stored in the index, so cached and
    new vectors are bit-identical. (float16 would take half the space, at a cosine of 1 - 3e-8, but
    then an index would depend on the order of its ingests.)
    """

    def __init__(self, model: Embeddings, file: Path) -> None:
        """The file is created on first use."""
        self._model: Embedder = model
        self._here = True
        self._file = file
        self._opened: sqlite3.Connection | None = None
        self._turn = Lock()
        self._coming: dict[bytes, Future[dict[bytes, array[float]]]] = {}  # being embedded
        self.identity = model.identity
        self.max_tokens = model.max_tokens
        self.count_tokens = model.count_tokens
        self.tokenize_offsets = model.tokenize_offsets
        self.embedded = 0

    def embed_documents(self, texts: Sequence[str]) -> list[Sequence[float]]:
        """One vector per text, in order; equal texts are embedded once."""
        keys = [_key(self.identity, text) for text in texts]
        new = dict(zip(keys, texts, strict=True))
        ours: Future[dict[bytes, array[float]]] = Future()
        try:
            with self._turn:
                known = self._known(keys)
                for key in known:
                    del new[key]
                others = {key: self._coming[key] for key in new if key in self._coming}
                for key in others:
                    del new[key]
                self._coming |= dict.fromkeys(new, ours)
            try:
                fresh = self._embed(new)
            except BaseException as error:
                ours.set_exception(error)
                raise
            finally:
                with self._turn:
                    self._coming = {k: f for k, f in self._coming.items() if f is not ours}
            ours.set_result(fresh)
        except sqlite3.Error as error:
            raise storage_full(error, "the embedding cache") or StoreUnavailable(
                f"The embedding cache {self._file} cannot be used: {error}.",
                "Delete the file and try again; this only costs time.",
            ) from error
        known |= fresh | {key: other.result()[key] for key, other in others.items()}
        return [known[key].tolist() for key in keys]

    def _embed(self, new: Mapping[bytes, str]) -> dict[bytes, array[float]]:
        """The vectors of new texts, which are now cached."""
        if not new:
            return {}
        vectors = self._model.embed_documents(list(new.values()))
        fresh = {key: array("f", vector) for key, vector in zip(new, vectors, strict=True)}
        with self._turn:
            self.embedded += len(new)
            self._keep(fresh)
        return fresh

    def embed_with(self, embedder: Embedder) -> None:
        """Use another embedder of the same model, for example on a cluster."""
        self._model = embedder
        self._here = False

    def load(self) -> None:
        """Load a local model now instead of with the first new text."""
        if self._here:
            self._model.embed_documents(["the first call loads the model"])

    def prune(self, days: int = KEEP_DAYS, most: int = MOST) -> None:
        """Delete entries unused for `days` days, and the oldest beyond `most` entries."""
        if not self._file.exists():
            return
        connection = self._connection()
        with connection:
            connection.execute("DELETE FROM vectors WHERE used < ?", (_today() - days,))
            connection.execute(
                "DELETE FROM vectors WHERE key IN "
                "(SELECT key FROM vectors ORDER BY used DESC LIMIT -1 OFFSET ?)",
                (most,),
            )

    def close(self) -> None:
        """Close the file."""
        if self._opened:
            self._opened.close()
            self._opened = None

    def _known(self, keys: Sequence[bytes]) -> dict[bytes, array[float]]:
        connection = self._connection()
        found: dict[bytes, array[float]] = {}
        for some in _parts(list(dict.fromkeys(keys))):
            marks = ",".join("?" * len(some))
            found |= {
                key: array("f", vector)
                for key, vector in connection.execute(
                    f"SELECT key, vector FROM vectors WHERE key IN ({marks})", some
                )
            }
            with connection:
                connection.execute(
                    f"UPDATE vectors SET used = ? WHERE used < ? AND key IN ({marks})",
                    (_today(), _today(), *some),
                )
        return found

    def _keep(self, fresh: dict[bytes, array[float]]) -> None:
        with self._connection() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)",
                [(key, vector.tobytes(), _today()) for key, vector in fresh.items()],
            )

    def _connection(self) -> sqlite3.Connection:
        if self._opened is None:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            # used by several threads, one at a time
            self._opened = sqlite3.connect(self._file, check_same_thread=False, timeout=10)
            self._opened.execute("PRAGMA journal_mode=WAL")
            self._opened.execute("PRAGMA synchronous=NORMAL")
            self._opened.execute(
                "CREATE TABLE IF NOT EXISTS vectors "
                "(key BLOB PRIMARY KEY, vector BLOB NOT NULL, used INTEGER NOT NULL)"
            )
        return self._opened


def _key(identity: str, text: str) -> bytes:
    return hashlib.blake2b(f"{identity}\n{text}".encode(), digest_size=16).digest()


def _today() -> int:
    return int(time.time() // DAY)


def _parts(keys: list[bytes]) -> Iterable[list[bytes]]:
    return (keys[start : start + MANY] for start in range(0, len(keys), MANY))
