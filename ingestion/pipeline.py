"""The write side on one page.

path -parse-> elements -chunk-> Chunk -embed-> vector -upsert-> index
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from agent.errors import NotFound
from agent.types import indexed_text
from ingestion.batches import AT_ONCE, SIZE, Batch, batches
from ingestion.documents import Document, Model, read, recipe
from ingestion.mirror import Aside, Plan, Work, plan
from ingestion.report import Progress, Report
from ingestion.scan import File, scan
from ingestion.writing import Writing

if TYPE_CHECKING:
    from agent.compose import WriteSide

WAITING = 4  # embedded batches that may wait for the writer, whose first write takes seconds
OnProgress = Callable[[Progress], None]
Item = TypeVar("Item")
_END = object()


class Engine(Protocol):
    """The place of an ingest's work: this process, child processes, or a cluster."""

    @property
    def at_once(self) -> int:
        """Batches embedded concurrently."""

    def read(self, works: Iterable[Work]) -> Generator[Document | Aside]:
        """A document or an `Aside` per work, in any order."""

    def stop(self) -> None:
        """Abandon the files being read."""


def ingest(
    write_side: WriteSide,
    folder: Path,
    on_progress: OnProgress = lambda _: None,
    engine: Engine | None = None,
    *,
    retry: bool = False,
    size: int = SIZE,
) -> Report:
    """Mirror a folder in index and catalogue.

    Raises `NotFound` if the folder is missing or empty, and `NotReady` if model or index cannot be
    used; finished files are kept. Errors of single files are reported. After an interruption at
    any point, the next ingest completes the work. `size` chunks are embedded and written together.
    """
    started = time.monotonic()
    todo = look(write_side, folder, retry=retry)
    write_side.catalog.expect(todo.files)
    writing = Writing(write_side, todo, on_progress)
    writing.clean()
    writing.forget()
    with ExitStack() as stack:
        engine = engine or Here(
            write_side.embeddings, write_side.loaders, quiz_answers=write_side.quiz_answers
        )
        documents = stack.enter_context(closing(engine.read(todo.work)))
        if todo.work:
            write_side.warm_up()
        gathered = stack.enter_context(closing(ahead(batches(documents, size))))
        threads = ThreadPoolExecutor(engine.at_once, "batch")
        stack.callback(threads.shutdown, cancel_futures=True)
        begun = (threads.submit(embed, batch, write_side.embeddings) for batch in gathered)
        embedded = stack.enter_context(closing(ahead(begun, room=engine.at_once + WAITING)))
        stack.callback(engine.stop)
        for batch in embedded:
            writing.write(batch.result())
    return replace(writing.report(), seconds=round(time.monotonic() - started, 3))


def look(write_side: WriteSide, folder: Path, *, retry: bool = False) -> Plan:
    """The plan of an ingest; raises `NotFound` if the folder is missing or empty."""
    rows = write_side.catalog.documents()
    loaders = write_side.loaders
    files = _files(folder, emptied=bool(rows))
    made_by = recipe(write_side.embeddings.identity, loaders, write_side.quiz_answers)
    return plan(files, rows, made_by, loaders=loaders, retry=retry)


def embed(batch: Batch, model: Model) -> Batch:
    """The batch with the vectors of its chunks."""
    batch.vectors = model.embed_documents([indexed_text(chunk) for chunk in batch.chunks])
    return batch


def ahead(items: Iterable[Item], room: int = 2) -> Generator[Item]:
    """The same items in the same order, produced by a thread at most `room` items ahead.

    Exceptions are raised where the item is consumed.
    """
    source = iter(items)
    thread = ThreadPoolExecutor(1)
    try:
        made = deque(thread.submit(next, source, _END) for _ in range(room))
        while (item := made.popleft().result()) is not _END:
            made.append(thread.submit(next, source, _END))
            yield item  # type: ignore[misc]
    finally:
        thread.shutdown(wait=True, cancel_futures=True)


class Here:
    """Reads files in this process, one after another, without protection against bad files."""

    at_once = AT_ONCE

    def __init__(
        self, model: Model, loaders: Mapping[str, str], *, quiz_answers: bool = False
    ) -> None:
        self._model = model
        self._loaders = loaders
        self._quiz_answers = quiz_answers

    def read(self, works: Iterable[Work]) -> Generator[Document | Aside]:
        made_by = recipe(self._model.identity, self._loaders, self._quiz_answers)
        return (read(work, self._model, made_by, self._loaders) for work in works)

    def stop(self) -> None:
        """Nothing to stop: reading is synchronous."""


def existing(folder: Path) -> Path:
    """The folder; raises `NotFound` if it does not exist."""
    if folder.is_dir():
        return folder
    raise NotFound(
        f"The folder {folder} does not exist.",
        "Create it and add course materials, or use another one: make ingest DIR=path",
    )


def _files(folder: Path, *, emptied: bool) -> Sequence[File]:
    files = scan(existing(folder))
    if not files and not emptied:
        raise NotFound(
            f"There are no course materials in {folder}.",
            f"Put PDFs, Office files, web pages, notebooks or texts into "
            f"{folder / 'name-of-the-course'}, then ingest again.",
        )
    return files
