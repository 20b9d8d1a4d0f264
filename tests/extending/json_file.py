"""An index: all chunks in one JSON file, searched one by one."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from math import hypot
from pathlib import Path

from agent.errors import InvalidRequest
from agent.index import View
from agent.search.fusion import fuse
from agent.settings import Settings
from agent.text.english_words import stems
from agent.types import Chunk, Passage, indexed_text, passage_of

Row = tuple[Chunk, list[float]]


def backend(settings: Settings) -> JsonBackend:
    return JsonBackend(settings)


class JsonBackend:
    server_setting = ""

    def __init__(self, settings: Settings) -> None:
        self._file = settings.data_dir / "json-index" / "chunks.json"

    @property
    def files(self) -> JsonFiles:
        return JsonFiles(self._file)

    def describe(self) -> str:
        return f"a JSON file, {self._file}"

    def at(self, server: str) -> JsonBackend:
        raise InvalidRequest("This index has no server.")

    def load(self, *, first: bool) -> None: ...

    def start(self) -> None: ...

    def open(
        self, embedding: str, view: Callable[[], View | None], floor: float = 0.0
    ) -> JsonIndex:
        return JsonIndex(self._file, view)


class JsonFiles:
    def __init__(self, file: Path) -> None:
        self._file = file
        self.folder = file.parent

    def copy(self, target: Path) -> AbstractContextManager[object]:
        if self._file.exists():
            shutil.copy(self._file, target)
        return nullcontext()

    def exclusive(self) -> AbstractContextManager[object]:
        return nullcontext()

    def replacements(self, new: Path) -> Iterator[tuple[Path, Path | None]]:
        unpacked = new / self._file.name
        yield self._file, unpacked if unpacked.exists() else None


class JsonIndex:
    def __init__(self, file: Path, view: Callable[[], View | None]) -> None:
        self._file = file
        self._view = view

    def write(self, chunks: Sequence[Chunk], vectors: Sequence[Sequence[float]]) -> None:
        view = self._view()
        assert view
        new = {chunk["id"]: (chunk, list(v)) for chunk, v in zip(chunks, vectors, strict=True)}
        self._keep(view.collection, self._all().get(view.collection, {}) | new)

    def remove(self, versions: Collection[str]) -> None:
        if view := self._view():
            rows = self._all().get(view.collection, {})
            left = {id_: row for id_, row in rows.items() if row[0]["version"] not in versions}
            self._keep(view.collection, left)

    def search(
        self,
        query: str,
        vector: Sequence[float],
        *,
        courses: Sequence[str],
        k: int,
        documents: Collection[str] = (),
    ) -> list[Passage]:
        rows = [row for row in self._rows() if not courses or row[0]["course"] in courses]
        rows = [row for row in rows if not documents or row[0]["document_id"] in documents]
        asked = set(stems(query))
        hits = [_passage(*row, vector, asked) for row in rows]
        near = sorted(hits, key=lambda hit: hit["dense"] or 0, reverse=True)[:k]
        return fuse(near, sorted(hits, key=lambda hit: hit["bm25"] or 0, reverse=True)[:k])[:k]

    def nearest(self, vector: Sequence[float], k: int) -> list[Passage]:
        hits = [_passage(*row, vector, set()) for row in self._rows()]
        return sorted(hits, key=lambda hit: hit["dense"] or 0, reverse=True)[:k]

    def count(self) -> int:
        return len(self._rows())

    def passages(self, ids: Sequence[str]) -> list[Passage]:
        rows = {row[0]["id"]: row for row in self._rows()}
        return [_passage(*rows[id_]) for id_ in ids if id_ in rows]

    def document(self, document_id: str) -> list[Passage]:
        rows = [row for row in self._rows() if row[0]["document_id"] == document_id]
        return [_passage(*row) for row in sorted(rows, key=lambda row: row[0]["ordinal"])]

    def texts(self) -> Iterator[str]:
        return (indexed_text(chunk) for chunk, _ in self._rows())

    def stored(self) -> Iterator[tuple[list[Chunk], list[list[float]]]]:
        yield from (([chunk], [vector]) for chunk, vector in self._rows())

    def flush(self) -> None: ...

    def drop(self, collection: str) -> None:
        self._keep(collection, {})

    def close(self) -> None: ...

    def _rows(self) -> list[Row]:
        """What may be read."""
        view = self._view()
        rows = self._all().get(view.collection, {}) if view else {}
        return [row for row in rows.values() if view and row[0]["version"] not in view.hidden]

    def _all(self) -> dict[str, dict[str, Row]]:
        return json.loads(self._file.read_text()) if self._file.exists() else {}

    def _keep(self, collection: str, rows: dict[str, Row]) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_text(json.dumps(self._all() | {collection: rows}))


def _passage(
    chunk: Chunk, vector: list[float], asked: Sequence[float] = (), words: Collection[str] = ()
) -> Passage:
    """The chunk as found: its cosine, and as BM25 how many of the words it has."""
    dot = sum(a * b for a, b in zip(vector, asked, strict=False))
    shared = set(words) & set(stems(indexed_text(chunk)))
    cosine = dot / hypot(*vector) / hypot(*asked) if asked else None
    return passage_of(chunk, cosine, float(len(shared)) or None)
