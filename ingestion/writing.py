"""Atomic writing of documents to index and catalogue.

A new version of a document is written hidden and then published in one transaction, which hides the
old version at the same time; then the old chunks are deleted. At any time the hidden versions in
the catalogue identify all chunks that do not belong in the index, so that the next ingest cleans up
after an interrupted one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from agent.types import Fact
from ingestion.batches import Batch
from ingestion.documents import Document, aside_row
from ingestion.mirror import Aside, Plan
from ingestion.report import Progress, Report

if TYPE_CHECKING:
    from agent.compose import WriteSide
    from agent.types import DocumentRow

TOGETHER = 200  # documents deleted per step


class Writing:
    """An ingest's changes to index and catalogue, counted for its report."""

    def __init__(
        self, write_side: WriteSide, todo: Plan, on_progress: Callable[[Progress], None]
    ) -> None:
        self._write_side = write_side  # opens its index only for changes
        self._catalog = write_side.catalog
        self._plan = todo
        self._on_progress = on_progress
        self._embedded_before = write_side.embeddings.embedded
        self._finished: list[Document] = []
        self._failed: list[Aside] = []
        self._sizes = {work.file.source: work.file.size + 1 for work in todo.work}  # bytes
        self._bytes = 0  # of finished files
        self._chunks = 0  # written

    def clean(self) -> None:
        """Delete leftovers of an interrupted ingest."""
        if hidden := self._catalog.hidden():
            self._write_side.index.remove(hidden)
            self._catalog.cleaned(hidden)

    def forget(self) -> None:
        """Delete removed documents, and record files that cannot be used."""
        removed = self._plan.removed
        for start in range(0, len(removed), TOGETHER):
            some = removed[start : start + TOGETHER]
            self._publish((), gone=[row["id"] for row in some], replaced=_versions(some))
        self._put_aside(self._plan.aside)
        if self._plan.touched:
            self._catalog.refresh(self._plan.touched)
        if self._plan.work:
            self._notify(self._plan.work[0].file.source)

    def write(self, batch: Batch) -> None:
        """Write chunks; documents with their last chunk in the batch replace their old versions."""
        self._catalog.hide([document.row["version"] for document in batch.begun])
        if batch.chunks:
            self._write_side.index.write(batch.chunks, batch.vectors)
        self._chunks += len(batch.chunks)
        if batch.finished:
            known = [document.known for document in batch.finished]
            facts = {document.row["id"]: document.facts for document in batch.finished}
            rows = [document.row for document in batch.finished]
            self._publish(rows, replaced=_versions(known), facts=facts)
        self._put_aside(batch.aside)
        self._finished += batch.finished
        self._failed += batch.aside
        self._count(batch)

    def report(self) -> Report:
        """The report, with the index's current size."""
        self._notify("")
        rows = [row for row in self._catalog.documents().values() if row["chunks"]]
        asides = [*self._plan.aside, *self._failed]
        changed = sum(
            bool(document.known and document.known["chunks"]) for document in self._finished
        )
        kept = [*self._plan.unchanged, *self._plan.touched]
        return Report(
            files=len(self._plan.work) + len(kept) + len(self._plan.aside),
            added=len(self._finished) - changed,
            changed=changed,
            removed=sum(1 for row in self._plan.removed if row["chunks"]),
            unchanged=sum(1 for row in kept if row["chunks"]),
            documents=len(rows),
            chunks=sum(row["chunks"] for row in rows),
            embedded=self._write_side.embeddings.embedded - self._embedded_before,
            renamed=list(self._plan.renamed.items()),
            noted=[(d.row["source"], d.row["reason"]) for d in self._finished if d.row["reason"]],
            skipped=[(a.file.source, a.reason) for a in asides if a.status == "skipped"],
            failed=[(a.file.source, a.reason) for a in asides if a.status == "failed"]
            + [(row["source"], row["reason"] or "") for row in kept if row["status"] == "failed"],
        )

    def _put_aside(self, asides: Sequence[Aside]) -> None:
        rows = [(aside_row(aside), aside.known) for aside in asides]
        news = [(row, known) for row, known in rows if not known or not _same(row, known)]
        if news:
            replaced = _versions(known for _, known in news)
            self._publish([row for row, _ in news], replaced=replaced)

    def _publish(
        self,
        rows: Sequence[DocumentRow],
        *,
        gone: Sequence[str] = (),
        replaced: Sequence[str] = (),
        facts: Mapping[str, Sequence[Fact]] = MappingProxyType({}),
    ) -> None:
        self._catalog.publish(rows, gone=gone, replaced=replaced, facts=facts)
        if replaced:
            self._write_side.index.remove(replaced)
            self._catalog.cleaned(replaced)

    def _count(self, batch: Batch) -> None:
        done = [document.row["source"] for document in batch.finished]
        done += [aside.file.source for aside in batch.aside]
        self._bytes += sum(self._sizes[source] for source in done)
        self._notify(batch.chunks[-1]["source"] if batch.chunks else done[-1])

    def _notify(self, source: str) -> None:
        total = sum(self._sizes.values())
        self._on_progress(
            Progress(
                source=source,
                files=len(self._finished) + len(self._failed),
                total=len(self._plan.work),
                chunks=self._chunks,
                share=self._bytes / total if total else 1.0,
            )
        )


def _versions(rows: Iterable[DocumentRow | None]) -> list[str]:
    """The versions that have chunks in the index."""
    return [row["version"] for row in rows if row and row["chunks"]]


def _same(row: DocumentRow, known: DocumentRow) -> bool:
    return row | {"updated_at": known["updated_at"]} == known
