"""The write side on one page.

path -parse-> elements -chunk-> Chunk -embed-> vector -upsert-> index
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from agent.errors import NotFound
from agent.types import indexed_text
from ingestion.ahead import ahead
from ingestion.batches import AT_ONCE, SIZE, Batch, batches
from ingestion.documents import Document, Model, read, recipe
from ingestion.mirror import Aside, Plan, Work, plan
from ingestion.report import Progress, Report
from ingestion.scan import File, scan
from ingestion.writing import Writing

if TYPE_CHECKING:
    from agent.compose import WriteSide

WAITING = 4  # batches more until they are written; the first write makes the index, in seconds
OnProgress = Callable[[Progress], None]


class Engine(Protocol):
    """What an ingest computes with: this process, others beside it, or a cluster."""

    @property
    def at_once(self) -> int:
        """Batches that are embedded at a time."""

    def read(self, works: Iterable[Work]) -> Generator[Document | Aside]:
        """A document or the reason for none of each, in any order."""

    def stop(self) -> None:
        """Give up what is being read."""


def ingest(
    write_side: WriteSide,
    folder: Path,
    on_progress: OnProgress = lambda _: None,
    engine: Engine | None = None,
    *,
    retry: bool = False,
    size: int = SIZE,
) -> Report:
    """Make index and catalogue hold exactly the files of a folder.

    Raises `NotFound` without the folder or anything in it, and `NotReady` when model or index
    cannot be used; what was finished before stays. One file's fault ends in the report. Stopped
    at any point, the next ingest ends as if it had not been. `size` chunks are embedded and
    written together.
    """
    started = time.monotonic()
    todo = look(write_side, folder, retry=retry)
    writing = Writing(write_side, todo, on_progress)
    writing.clean()
    writing.forget()
    with ExitStack() as stack:
        engine = engine or Here(write_side.embeddings, write_side.quiz_answers)
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
    """What an ingest would do; raises `NotFound` without the folder or anything in it."""
    rows = write_side.catalog.documents()
    files = _files(folder, emptied=bool(rows))
    made_by = recipe(write_side.embeddings.identity, write_side.quiz_answers)
    return plan(files, rows, made_by, retry=retry)


def embed(batch: Batch, model: Model) -> Batch:
    """The batch with the vectors of its chunks."""
    batch.vectors = model.embed_documents([indexed_text(chunk) for chunk in batch.chunks])
    return batch


class Here:
    """Reads in this process, one file after another: whole, but at the mercy of each file."""

    at_once = AT_ONCE

    def __init__(self, model: Model, quiz_answers: bool = False) -> None:
        self._model = model
        self._quiz_answers = quiz_answers

    def read(self, works: Iterable[Work]) -> Generator[Document | Aside]:
        made_by = recipe(self._model.identity, self._quiz_answers)
        return (read(work, self._model, made_by) for work in works)

    def stop(self) -> None:
        """Nothing goes on that could be stopped."""


def existing(folder: Path) -> Path:
    """The folder; raises `NotFound` without it."""
    if folder.is_dir():
        return folder
    raise NotFound(
        f"There is no folder {folder}.",
        "Make it and put the course materials in, or name another: make ingest DIR=path",
    )


def _files(folder: Path, emptied: bool) -> Sequence[File]:
    files = scan(existing(folder))
    if not files and not emptied:
        raise NotFound(
            f"There are no course materials in {folder}.",
            f"Put PDFs, Office files, web pages, notebooks or texts into "
            f"{folder / 'name-of-the-course'}, then ingest again.",
        )
    return files
