"""Whatever is done to the folder, and wherever an ingest is stopped, the index ends as a clean
build would make it. In a real Milvus file; of the embedding model only the vectors are made up.

    PROPERTY_RUNS=500 make test TESTS=tests/ingestion/test_mirror.py     for more sequences
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.index import FORMAT, View
from agent.milvus.engine import Engine
from agent.milvus.store import MilvusIndex
from agent.store.catalog import Catalog
from ingestion.pipeline import ingest
from tests.ingestion.memory import MemoryIndex
from tests.ingestion.words import WordEmbeddings

SIZE = 32  # of a batch
RUNS = int(os.environ.get("PROPERTY_RUNS", "50"))
NAMES = ["a.md", "b.txt", "course/a.md", "course/ü 1.md", "course/deep/er/c.txt", "other/d.md"]
CONTENTS = [
    "# One\n\nThe first of all texts.\n",
    "# One\n\nThe other of all texts.\n",  # as long as the one before
    "No heading, " + "many words, " * 300,
    "\n".join(f"## Part {n}\n\nWhat part {n} says.\n" for n in range(SIZE + 6)),  # two batches
    "",  # a failure
]
EXACT = settings(
    max_examples=RUNS,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

Chunks = set[tuple[str, str, str]]


class Killed(BaseException):
    """Ends an ingest as a kill would: nothing after it is done."""


@dataclass
class Fuse:
    """Burns with each step; at the end of it, the step is not done, or nothing after it."""

    steps: int = 10**9
    before: bool = True

    def around(self, step: Callable[..., Any]) -> Callable[..., Any]:
        def stepping(*arguments: Any, **named: Any) -> Any:
            self.steps -= 1
            if self.steps == 0 and self.before:
                raise Killed
            result = step(*arguments, **named)
            if self.steps == 0:
                raise Killed
            return result

        return stepping


@dataclass
class Fused:
    """An object whose changing methods burn a fuse."""

    of: Any
    fuse: Fuse
    changing = ("write", "remove", "hide", "publish", "cleaned", "refresh")

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.of, name)
        return self.fuse.around(found) if name in self.changing else found


@dataclass
class Side:
    """A write side, put together by hand."""

    catalog: Any
    index: Any
    embeddings: WordEmbeddings = field(default_factory=WordEmbeddings)
    loaders: dict[str, str] = field(default_factory=dict)
    quiz_answers: bool = False

    def warm_up(self) -> None:
        """Nothing takes its time."""


@dataclass
class World:
    """An index, and the folder that it is to follow."""

    catalog: Catalog
    reader: MilvusIndex
    writer: MilvusIndex
    folder: Path = Path()

    def mirror(self, fuse: Fuse | None = None) -> None:
        fuse = fuse or Fuse()
        side = Side(Fused(self.catalog, fuse), Fused(self.writer, fuse))
        ingest(side, self.folder, size=SIZE)  # type: ignore[arg-type]

    def stored(self, shown: bool) -> Chunks:
        """All chunks of the collection, or those that readers are shown."""
        view = self.catalog.view()
        if not view or not self.reader.count():
            return set()
        hidden = view.hidden if shown else ()
        rows = self.reader._reader.query(view, "ordinal >= 0", ["id", "source", "text", "version"])
        return {
            (row["id"], row["source"], row["text"]) for row in rows if row["version"] not in hidden
        }


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    data = tmp_path_factory.mktemp("world")
    with closing(Catalog(f"sqlite:///{data / 'mentor.sqlite'}")) as catalog:
        edition = catalog.editions.add("words@1", FORMAT)
        engine = Engine(data / "mentor.db")
        reader = MilvusIndex(engine, embedding="words@1", view=catalog.view)
        view = View(edition.name, "words@1", FORMAT)
        with closing(MilvusIndex(engine, embedding="words@1", view=lambda: view)) as writer:
            yield World(catalog, reader, writer)


@contextmanager
def new_folder(world: World) -> Iterator[None]:
    """Begin with one file, and an index of nothing."""
    with tempfile.TemporaryDirectory() as folder:
        world.folder = Path(folder)
        (world.folder / "first.md").write_text("There is always something.")
        world.writer.remove({id_.split(":")[1] for id_, _, _ in world.stored(shown=False)})
        rows = world.catalog.documents().values()
        world.catalog.publish(gone=[row["id"] for row in rows])
        world.catalog.cleaned(world.catalog.hidden())
        yield


def clean_build(folder: Path) -> tuple[Chunks, dict[str, Any]]:
    """What the folder gives where nothing was before."""
    with (
        tempfile.TemporaryDirectory() as scratch,
        closing(Catalog(f"sqlite:///{scratch}/clean.sqlite")) as catalog,
    ):
        index = MemoryIndex()
        ingest(Side(catalog, index), folder, size=SIZE)  # type: ignore[arg-type]
        chunks = {(c["id"], c["source"], c["text"]) for c in index.chunks.values()}
        return chunks, timeless(catalog)


def timeless(catalog: Catalog) -> dict[str, Any]:
    return {
        source: {name: value for name, value in row.items() if name not in TIMES}
        for source, row in catalog.documents().items()
    }


TIMES = ("updated_at", "mtime_ns")


def change(folder: Path, kind: str, one: str, other: str, content: str) -> None:
    """One thing that a teacher does."""
    path, target = folder / one, folder / other
    if kind == "write":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    elif kind == "delete":
        path.unlink(missing_ok=True)
    elif kind == "move" and path.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        path.replace(target)
    elif kind == "copy" and path.exists() and one != other:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target)
    elif kind == "move folder" and path.parent.exists() and path.parent != folder:
        with suppress(OSError):  # into itself
            path.parent.rename(folder / f"moved from {path.parent.name}")


CHANGES = st.tuples(
    st.sampled_from(["write", "write", "write", "delete", "move", "copy", "move folder"]),
    st.sampled_from(NAMES),
    st.sampled_from(NAMES),
    st.sampled_from(CONTENTS),
)
ROUNDS = st.lists(st.lists(CHANGES, min_size=1, max_size=8), min_size=1, max_size=4)
FUSES = st.builds(Fuse, st.integers(1, 14), st.booleans())


def same_as_a_clean_build(world: World) -> None:
    chunks, rows = clean_build(world.folder)
    assert world.stored(shown=False) == chunks
    assert timeless(world.catalog) == rows
    assert world.catalog.hidden() == []


@EXACT
@given(rounds=ROUNDS)
def test_the_index_follows_the_folder(world: World, rounds: list[list[Any]]) -> None:
    with new_folder(world):
        for changes in rounds:
            for each in changes:
                change(world.folder, *each)
            world.mirror()
        same_as_a_clean_build(world)


@pytest.mark.slow
@EXACT
@given(rounds=ROUNDS, fuses=st.lists(FUSES, min_size=4, max_size=4))
def test_the_index_follows_the_folder_through_kills(
    world: World, rounds: list[list[Any]], fuses: list[Fuse]
) -> None:
    with new_folder(world):
        for changes, fuse in zip(rounds, fuses, strict=False):
            for each in changes:
                change(world.folder, *each)
            with suppress(Killed):
                world.mirror(Fuse(fuse.steps, fuse.before))
            shown_documents_are_whole(world)
        world.mirror()
        same_as_a_clean_build(world)


def shown_documents_are_whole(world: World) -> None:
    """What readers are shown is exactly what the catalogue says, to the chunk."""
    shown = Counter(id_.rpartition(":")[0] for id_, _, _ in world.stored(shown=True))
    assert shown == {
        f"{row['id']}:{row['version']}": row["chunks"]
        for row in world.catalog.documents().values()
        if row["chunks"]
    }
