"""A first ingest that was killed when a part of the documents was indexed."""

from __future__ import annotations

from pathlib import Path

from tests.ingestion.killed import killed
from tests.ingestion.parsers.files import text

DOCUMENTS = 8


def write_materials(folder: Path) -> None:
    """Documents that are indexed one after another; the first one is on tuples."""
    for number in range(DOCUMENTS):
        parts = [f"## Part {n}\n\nPart {n} of chapter {number} is on topic{n}." for n in range(30)]
        first = ["# Tuples\n\nA tuple is an ordered, immutable sequence of values."]
        text(folder / f"cs101/{number}.md", "\n\n".join((first if number == 0 else []) + parts))


def killed_first_ingest(data: Path, materials: Path) -> None:
    """Run an ingest until some documents are indexed, then kill it."""
    killed(data, materials, at=lambda _, event: bool(event.get("files")))
