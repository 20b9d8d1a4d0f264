"""Files are read and chunks embedded by a Ray cluster, whose workers may be lost."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from importlib.util import find_spec
from pathlib import Path

import psutil
import pytest

from agent.compose.indexes import open_index
from agent.embedding.model import open_embeddings
from agent.errors import NotReady
from agent.settings import Settings
from agent.store.catalog import Catalog
from ingestion.commands import Wish, mirror
from ingestion.documents import Document, recipe
from ingestion.mirror import Aside
from ingestion.on_ray.ray_ingest import RayEngine
from ingestion.workers.worker_pool import Limits, Stopped
from tests.ingestion.parsers.files import text
from tests.ingestion.workers.test_workers import CRASHING, MODEL, works
from tests.servers.absent import absent
from tests.servers.fixtures import free_port
from tests.service import MODELS, ROOT, environment

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(400),  # a cluster takes 4 s to start, on busy cores 20 s
]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RayEngine]:
    """On a cluster of this machine's cores; its readers of files do what the texts say."""
    if find_spec("ray") is None:
        absent("RAY", "Ray is not installed: make test MENTOR_REQUIRE_RAY=1 installs it")
    data = tmp_path_factory.mktemp("ray")
    made_by = recipe(open_embeddings(MODEL).identity, {})
    limits = Limits(seconds=3, megabytes=1024)
    with closing(RayEngine(MODEL, made_by, limits, data, data / "log", program=CRASHING)) as engine:
        yield engine


def kill_one(task: str, meanwhile: subprocess.Popen[str] | None = None) -> None:
    """Kill the first worker of our cluster that is seen at a task, as the system may."""
    while meanwhile is None or meanwhile.poll() is None:
        for process in psutil.Process().children(recursive=True):
            with suppress(psutil.Error):
                if process.name().startswith(f"ray::{task}"[:15]):
                    process.kill()
                    return
    raise AssertionError(f"nobody was seen at {task}")


def test_a_vector_is_the_same_wherever_it_is_made(engine: RayEngine) -> None:
    texts = [f"Text number {n}." for n in range(40)]
    assert engine.embed_documents(texts) == open_embeddings(MODEL).embed_documents(texts)
    assert engine.at_once >= 2


def test_files_come_in_order_and_a_hostile_one_costs_only_itself(
    engine: RayEngine, tmp_path: Path
) -> None:
    todo = works(
        tmp_path, a="One.", b="crash", c="Two.", d="hang", e="killed for its memory", f="Three."
    )
    (tmp_path / "c.txt").unlink()
    reading = engine.read(todo)
    found = [next(reading), next(reading), next(reading)]
    kill_one("read_file")  # the one that hangs
    found += list(reading)
    assert [
        one.row["source"] if isinstance(one, Document) else one.file.source for one in found
    ] == [work.file.source for work in todo]
    reasons = [one.reason[:30] if isinstance(one, Aside) else "" for one in found]
    assert reasons == [
        "",
        "The file crashes its parser; s",
        "The file cannot be opened; che",
        "Reading the file took over 3 s",
        "There is not enough memory to ",
        "",
    ]
    last = found[-1]
    assert isinstance(last, Document)
    assert [chunk["text"] for chunk in last.chunks] == ["Three."]
    assert len(last.chunks) == 1


def settings(data: Path) -> Settings:
    return Settings(data_dir=data, models_dir=MODELS, _env_file=None)  # type: ignore[call-arg]


def everything(settings: Settings) -> tuple[list[object], list[object]]:
    """All that an ingest has left: documents, and chunks with their vectors."""
    with closing(Catalog(settings.database)) as catalog:
        view = catalog.view()
        assert view
        assert catalog.hidden() == []
        # a file's date is told apart from "too new to tell" by when the ingest ran
        when = {"updated_at": 0, "mtime_ns": 0}
        rows = [{**row, **when} for row in catalog.documents().values()]
        with closing(open_index(settings, view.embedding, catalog.view)) as index:
            stored = [
                (chunk["id"], chunk, vector)
                for chunks, vectors in index.stored()
                for chunk, vector in zip(chunks, vectors, strict=True)
            ]
    return sorted(rows, key=lambda row: row["id"]), sorted(stored, key=lambda one: one[0])


def test_the_index_is_that_of_one_machine_also_when_workers_are_killed(
    engine: RayEngine, tmp_path: Path
) -> None:
    import ray

    materials = tmp_path / "materials"
    for name in "abcd":
        parts = (f"# Part {n}\n\nWhat part {n} of {name} says.\n" for n in range(60))
        text(materials / f"{name}.md", "\n".join(parts))
    (materials / "broken.pdf").write_bytes(b"broken")
    engine.embed_documents(["the cluster is there"])
    address = ray.get_runtime_context().gcs_address
    alone, by_ray = settings(tmp_path / "alone"), settings(tmp_path / "ray")
    report = mirror(alone, Wish(materials), lambda _: None)

    with subprocess.Popen(
        [sys.executable, "-m", "ingestion", "--engine", "ray", "--events"],
        cwd=ROOT,
        env=environment(by_ray.data_dir, materials_dir=str(materials), limits="parse_seconds=60")
        | {"RAY_ADDRESS": address},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        assert process.stderr
        kill_one("embed_texts", meanwhile=process)
        events = [json.loads(line) for line in process.stdout]
        assert process.stderr.read() == ""
    assert process.returncode == 3
    assert events[-1]["failed"] == [list(failed) for failed in report.failed]
    assert (report.chunks, len(report.failed)) == (240, 1)
    for ours, theirs in zip(everything(by_ray), everything(alone), strict=True):
        assert ours == theirs


def test_a_machine_with_another_recipe_is_refused(engine: RayEngine, tmp_path: Path) -> None:
    engine.embed_documents(["the cluster is there"])
    other = RayEngine(MODEL, "parse0", Limits(3, 1024), tmp_path, tmp_path / "log")
    other._cluster = engine._cluster
    with pytest.raises(NotReady, match="has another version"):
        other.embed_documents(["Text."])


def test_what_is_stopped_waits_for_nothing(engine: RayEngine, tmp_path: Path) -> None:
    reading = engine.read(works(tmp_path, a="One.", b="hang"))
    assert isinstance(next(reading), Document)
    engine.stop()  # the last test: nothing waits any more
    with pytest.raises(Stopped):
        next(reading)


def test_without_ray_there_is_a_way_to_get_it(tmp_path: Path) -> None:
    text(tmp_path / "materials/a.md", "A tuple is an ordered sequence.")
    program = (
        "import sys; sys.modules['ray'] = None; from ingestion.__main__ import main;"
        "sys.exit(main(['--engine', 'ray']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=environment(tmp_path / "data", materials_dir=str(tmp_path / "materials")),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout.strip()) == (2, "")
    assert done.stderr == (
        "Error: Ray is not installed.\n"
        "Fix:   Run make ingest ENGINE=ray, which installs it first.\n"
    )


def test_an_unreachable_cluster_is_reported_at_once(tmp_path: Path) -> None:
    text(tmp_path / "materials/a.md", "A tuple is an ordered sequence.")
    own = environment(tmp_path / "data", materials_dir=str(tmp_path / "materials"))
    done = subprocess.run(
        [sys.executable, "-m", "ingestion", "--engine", "ray"],
        cwd=ROOT,
        env=own | {"RAY_ADDRESS": f"127.0.0.1:{free_port()}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "no Ray cluster at 127" in done.stderr
