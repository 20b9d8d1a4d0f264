"""The command killed by the system, again and again: the next one ends as if it had not been."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

import pytest

from agent.index import View
from agent.milvus.engine import Engine
from agent.milvus.store import MilvusIndex
from agent.store.catalog import Catalog
from tests.ingestion.killed import killed
from tests.ingestion.parsers.files import text
from tests.service import ingest

RUNS = int(os.environ.get("KILLS", "3"))


def notes(name: str, version: int) -> str:
    return "\n".join(f"## {name} {n}\n\nWhat {n} says in {version}.\n" for n in range(40))


def stored(data: Path) -> set[tuple[str, str, str]]:
    """All chunks in the index's file, hidden or not: id, source and text."""
    with closing(Catalog(f"sqlite:///{data / 'mentor.sqlite'}")) as catalog:
        view, hidden = catalog.view(), catalog.hidden()
        assert view
        assert hidden == []
        everything = View(view.collection, view.embedding, view.format)
        engine = Engine(data / "index" / "mentor.db")
        with closing(
            MilvusIndex(engine, embedding=view.embedding, view=lambda: everything)
        ) as index:
            rows = index._reader.query(everything, "ordinal >= 0", ["id", "source", "text"])
            assert len(rows) == sum(course["chunks"] for course in catalog.courses())
    return {(row["id"], row["source"], row["text"]) for row in rows}


@pytest.mark.timeout(240 + 30 * RUNS)
def test_an_ingest_that_is_killed_leaves_nothing_behind(tmp_path: Path) -> None:
    data, materials = tmp_path / "data", tmp_path / "materials"
    for run in range(RUNS):
        for name in "abcd":
            text(materials / f"{name}.md", notes(name, run if name != "a" else 0))
        (materials / "c.md").rename(materials / f"c{run}.md")
        # before, in and after the first batch
        killed(data, materials, at=lambda number, _, last=2 + run % 3: number == last)
    for folder in (data, tmp_path / "clean"):
        done = ingest(folder, "--events", "--wait", materials_dir=str(materials))
        assert done.returncode == 0, done.stderr
    assert stored(data) == stored(tmp_path / "clean")
