"""Reading and embedding on a Ray cluster: `make ingest ENGINE=ray`.

The ingest plans, sends tasks, and writes the results in order, so that the same files give the same
batches. The work in progress is bounded: neither this process nor the cluster holds a whole corpus.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import Any

from agent.types import Chunk
from ingestion.batches import AT_ONCE, SIZE
from ingestion.documents import Document
from ingestion.mirror import Aside, Work
from ingestion.on_ray.cluster import Cluster, WorkersLost, open_cluster
from ingestion.on_ray.worker_tasks import Job, embed_texts, read_file
from ingestion.scan import UNREADABLE
from ingestion.workers.worker_pool import PROGRAM, RETRY_HINT, Limits

TEXTS = 16  # per embedding task: half a second of a core, while a task costs 2 ms
FILES = 4  # per core, being read or waiting for the writer
TOGETHER = 256 << 20  # bytes of these; a single file may be larger
PART = 8 << 20  # bytes of a file that are sent together


class RayEngine:
    """The cluster at `address`, or one on this machine's cores; it starts with the first task."""

    def __init__(
        self,
        model: Path,
        recipe: str,
        limits: Limits,
        data_dir: Path,
        log: Path,
        address: str | None = None,
        program: Sequence[str] = PROGRAM,
        loaders: Mapping[str, str] | None = None,
    ) -> None:
        named = tuple((loaders or {}).items())
        self._job = Job(model.absolute(), recipe, limits, None, None, tuple(program), named)
        self._data_dir = data_dir
        self._log = log.absolute()
        self._address = address
        self._opened = ExitStack()
        self._turn = Lock()
        self._cluster: Cluster | None = None

    @property
    def at_once(self) -> int:
        """As many batches as keep all cores busy."""
        cores = self._cluster.cores if self._cluster else 0
        return max(AT_ONCE, -(-cores * TEXTS // SIZE) + 1)

    def read(self, works: Iterable[Work]) -> Generator[Document | Aside]:
        """A document or an `Aside` per file, in order."""
        todo = list(works)
        if todo:
            self._connected()
        return self._read(todo)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector per text, in order."""
        cluster = self._connected()
        parts = [texts[start : start + TEXTS] for start in range(0, len(texts), TEXTS)]
        begun = [cluster.start(embed_texts, self._job, part) for part in parts]
        return [vector for part in begun for vector in cluster.result(part).tolist()]

    def stop(self) -> None:
        """Stop waiting for results."""
        if self._cluster:
            self._cluster.stop()

    def close(self) -> None:
        """Leave the cluster, which drops the remaining tasks."""
        self.stop()
        self._opened.close()

    def _connected(self) -> Cluster:
        with self._turn:
            if self._cluster is None:
                cluster = self._opened.enter_context(open_cluster(self._address, self._data_dir))
                if cluster.folder:
                    self._job = replace(self._job, scratch=cluster.folder, log=self._log)
                self._cluster = cluster
            return self._cluster

    def _read(self, todo: Sequence[Work]) -> Generator[Document | Aside]:
        coming: deque[_Coming] = deque()
        ahead = deque(todo)
        while ahead or coming:
            while ahead and self._room(coming, ahead[0]):
                coming.append(self._begin(ahead.popleft()))
            yield self._found(coming.popleft())

    def _room(self, coming: Sequence[_Coming], work: Work) -> bool:
        size = sum(other.work.file.size for other in coming) + work.file.size
        few = len(coming) < FILES * self._connected().cores
        return not coming or (few and size <= TOGETHER)

    def _begin(self, work: Work) -> _Coming:
        cluster = self._connected()
        try:
            with work.file.path.open("rb") as file:
                parts = [cluster.put(part) for part in iter(lambda: file.read(PART), b"")]
        except OSError:
            return _Coming(work, [], None)
        sent = replace(work, known=None)
        return _Coming(work, parts, cluster.start(read_file, self._job, sent, parts))

    def _found(self, coming: _Coming) -> Document | Aside:
        work = coming.work
        if coming.stream is None:
            return Aside(work.file, "failed", UNREADABLE, work.known)
        results = self._connected().results(coming.stream)
        try:
            found = next(results)
        except (
            WorkersLost
        ):  # only this file loses workers, so it is to blame; the next ingest retries it
            reason = "Every machine that read the file was lost; split the file" + RETRY_HINT
            return Aside(work.file, "failed", reason, work.known)
        if isinstance(found, Document):
            sent = _Sent(coming, found.row["chunks"], results)
            return replace(found, chunks=sent, known=work.known)
        assert isinstance(found, Aside)
        return replace(found, known=work.known)


@dataclass(frozen=True, slots=True)
class _Coming:
    """A file that is being read."""

    work: Work
    parts: Sequence[Any]  # references to its bytes, kept until it is complete
    stream: Any | None  # of its results; None if it could not be opened


@dataclass(frozen=True, slots=True)
class _Sent:
    """A document's chunks, which arrive in blocks."""

    coming: _Coming
    count: int
    blocks: Iterator[list[Chunk]]

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[Chunk]:
        for block in self.blocks:
            yield from block
