"""The write side on one page.

path -parse-> elements -chunk-> Chunk -embed-> vector -upsert-> index
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from agent.errors import NotFound
from agent.types import indexed_text
from ingestion.documents import Document, aside_row, read, recipe
from ingestion.mirror import Aside, File, Plan, plan, scan
from ingestion.parsers import supported
from ingestion.report import Progress, Report

if TYPE_CHECKING:
    from agent.compose import WriteSide

BATCH = 64  # chunks that are embedded and written together

OnProgress = Callable[[Progress], None]


def ingest(write_side: WriteSide, folder: Path, on_progress: OnProgress = lambda _: None) -> Report:
    """Make index and catalogue hold exactly the files of a folder.

    Raises `NotFound` without the folder or anything in it, and `NotReady` when model or index
    cannot be used; what was finished before stays. One file's fault ends in the report.
    """
    started = time.monotonic()
    rows = write_side.catalog.documents()
    files = _files(folder, emptied=bool(rows))
    run = Run(write_side, plan(files, rows, recipe(write_side.embeddings)), on_progress)
    run.forget()
    for document in run.parse():
        run.collect(document)
    run.write()
    return run.report(time.monotonic() - started)


def _files(folder: Path, emptied: bool) -> list[File]:
    if not folder.is_dir():
        raise NotFound(
            f"There is no folder {folder}.",
            "Make it and put the course materials in, or name another: make ingest DIR=path",
        )
    files = scan(folder)
    if not files and not emptied:
        raise NotFound(
            f"There are no course materials in {folder}.",
            f"Put files into {folder / 'name-of-the-course'}; these types can be read: "
            f"{supported()}.",
        )
    return files


class Run:
    """One ingest under way. Documents are embedded and written in batches over their chunks, so
    that small ones cost little."""

    def __init__(self, write_side: WriteSide, made: Plan, on_progress: OnProgress) -> None:
        self._write_side = write_side
        self._plan = made
        self._on_progress = on_progress
        self._waiting: list[Document] = []
        self._failed: list[Aside] = []
        self._done: list[Document] = []
        self._files = 0  # read
        self._chunks = 0  # written

    def forget(self) -> None:
        """Remove what is no longer there, and put aside what cannot be used."""
        if self._plan.work:
            self._write_side.index.count()  # tells of another model's index before the work
        for row in self._plan.removed:
            if row["chunks"]:
                self._write_side.index.remove(row["id"])
            self._write_side.catalog.remove(row["id"])
        for aside in self._plan.aside:
            self._put_aside(aside)
        if self._plan.touched:
            self._write_side.catalog.put(*self._plan.touched)

    def parse(self) -> Iterator[Document]:
        """Parse and chunk each new or changed file; put aside those that cannot be read."""
        for work in self._plan.work:
            self._tell(work.file.source)
            document = read(work, self._write_side.embeddings)
            if isinstance(document, Document):
                yield document
            else:
                self._failed.append(document)
                self._put_aside(document)
            self._files += 1

    def collect(self, document: Document) -> None:
        """Take a document to be written, now or together with the next ones."""
        self._waiting.append(document)
        if sum(len(waiting.chunks) for waiting in self._waiting) >= BATCH:
            self.write()

    def write(self) -> None:
        """Embed and write the waiting documents.

        A document is entered into the catalogue when its last chunk is written and its older
        versions are gone: interrupted at any point, the next ingest does it again.
        """
        finished, self._waiting = self._waiting, []
        chunks = [chunk for document in finished for chunk in document.chunks]
        for start in range(0, len(chunks), BATCH):
            batch = chunks[start : start + BATCH]
            texts = [indexed_text(chunk) for chunk in batch]
            self._write_side.index.write(batch, self._write_side.embeddings.embed_documents(texts))
            self._chunks += len(batch)
            self._tell(batch[-1]["source"])
        for document in finished:
            if document.known and document.known["chunks"]:
                self._write_side.index.remove(document.row["id"], document.row["version"])
        if finished:
            self._write_side.catalog.put(*(document.row for document in finished))
        self._done += finished

    def report(self, seconds: float) -> Report:
        """What was done, and what the index holds now."""
        self._tell("")
        rows = [row for row in self._write_side.catalog.documents().values() if row["chunks"]]
        asides = [*self._plan.aside, *self._failed]
        changed = sum(1 for each in self._done if each.known and each.known["chunks"])
        kept = [*self._plan.unchanged, *self._plan.touched]
        old = [row for row in kept if row["status"] == "failed"]
        return Report(
            files=len(self._plan.work) + len(kept) + len(self._plan.aside),
            added=len(self._done) - changed,
            changed=changed,
            removed=sum(1 for row in self._plan.removed if row["chunks"]),
            unchanged=sum(1 for row in kept if row["chunks"]),
            documents=len(rows),
            chunks=sum(row["chunks"] for row in rows),
            skipped=[(a.file.source, a.reason) for a in asides if a.status == "skipped"],
            failed=[(a.file.source, a.reason) for a in asides if a.status == "failed"]
            + [(row["source"], row["reason"] or "") for row in old],
            seconds=round(seconds, 3),
        )

    def _put_aside(self, aside: Aside) -> None:
        row, known = aside_row(aside), aside.known
        if known and known["chunks"]:
            self._write_side.index.remove(known["id"])
        if not known or row | {"updated_at": known["updated_at"]} != known:
            self._write_side.catalog.put(row)

    def _tell(self, source: str) -> None:
        self._on_progress(Progress(source, self._files, len(self._plan.work), self._chunks))
