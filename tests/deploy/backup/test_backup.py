"""make backup and make restore as they are run: under load, elsewhere, refused, interrupted."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
import zstandard

from agent.errors import Conflict, InvalidRequest, NewerData
from agent.milvus.engine import Engine
from agent.settings import Settings
from agent.store.catalog import Catalog
from agent.store.interrupted_restore import Step, begin_restore, finish_restore
from deploy.backup.restore import restore
from tests import warm
from tests.service import MODELS, ROOT, Service, ask, environment, serving

QUESTIONS = [
    "What is a tuple?", "What is a list?", "What is a dictionary?", "What is a stack?",
    "What is a queue?", "What is a hash table?", "What is recursion?", "What is a set?",
    "What is a linked list?", "What is a binary search tree?", "How is a file opened?",
    "What is an exception?", "What is a while loop?", "What is merge sort?", "What is quicksort?",
    "What is a heap?", "What is a graph?", "What is big O notation?", "Who wrote Hamlet?",
    "When is the exam?",
]  # fmt: skip

Taken = tuple[Path, dict[str, Any], list[tuple[str, str]]]
"""A back-up, what there was, and the answers to the questions."""


def run(module: str, data: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    own = environment(data, **settings(data)) | more
    return warm.run(module, *arguments, env=own, timeout=200)


def settings(data: Path) -> dict[str, str]:
    return {
        "models_dir": str(data / "models"),
        "materials_dir": str(data.parent / "materials"),
        "llm_api_key": "sk-not-for-the-archive",
    }


def made_of(data: Path) -> Settings:
    """The same settings for this process."""
    return Settings(
        _env_file=None,  # type: ignore[call-arg]
        data_dir=data,
        models_dir=data / "models",
        materials_dir=data.parent / "materials",
    )


def answers(client: httpx.Client) -> list[tuple[str, str]]:
    return [(d["status"], d["answer"]) for d in (ask(client, q) for q in QUESTIONS)]


def state(client: httpx.Client) -> dict[str, Any]:
    documents = client.get("/api/documents").json()["documents"]
    conversations = client.get("/api/conversations").json()["conversations"]
    return {
        "documents": sorted((d["source"], d["status"], d["chunks"]) for d in documents),
        "conversations": sorted((c["id"], c["title"]) for c in conversations),
    }


@pytest.fixture(scope="module")
def home(sample_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation of its own, with the sample courses and the model."""
    home = tmp_path_factory.mktemp("backed-up")
    quick = shutil.ignore_patterns("*.pdf", "*.pptx", "*.docx", "*.html", "*.ipynb")
    shutil.copytree(ROOT / "course_materials", home / "materials", ignore=quick)
    (home / "data").mkdir()
    shutil.copyfile(sample_data / "embeddings.sqlite", home / "data" / "embeddings.sqlite")
    (home / "data" / "models").mkdir()
    for folder in MODELS.iterdir():
        if folder.is_dir():
            (home / "data" / "models" / folder.name).symlink_to(folder.resolve())
    assert run("ingestion", home / "data").returncode == 0
    return home


@pytest.fixture(scope="module")
def taken(home: Path) -> Taken:
    """A back-up made while a service answers and an ingest writes; what was there, its answers."""
    data = home / "data"
    with serving(data, **settings(data)) as client:
        expected = answers(client)
        before = state(client)
        stop = threading.Event()
        load = threading.Thread(target=_ask_on, args=(client.base_url, stop))
        load.start()
        ingest = subprocess.Popen(
            [sys.executable, "-m", "ingestion", "--rebuild", "--quiet"],
            cwd=ROOT,
            env=environment(data, **settings(data)),
        )
        try:
            made = run("deploy.backup", data)
        finally:
            stop.set()
            load.join()
        assert ingest.wait(180) == 0
    assert made.returncode == 0, made.stderr
    return Path(made.stdout.split(": ")[0]), before, expected


def _ask_on(url: httpx.URL, stop: threading.Event) -> None:
    with Service(base_url=url, timeout=60, trust_env=False) as client:
        while not stop.is_set():
            ask(client, "What is a queue?")


@pytest.mark.slow
def test_restored_elsewhere_it_holds_and_answers_the_same(taken: Taken, tmp_path: Path) -> None:
    archive, before, expected = taken
    data = tmp_path / "data"
    restored = run("deploy.backup.restore", data, str(archive))
    assert restored.returncode == 0, restored.stderr
    again = run("ingestion", data)
    assert "no changes" in again.stdout, again.stdout + again.stderr
    with serving(data, **settings(data)) as client:
        found = state(client)
        assert found["documents"] == before["documents"]
        assert {*before["conversations"]} <= {*found["conversations"]}
        assert answers(client) == expected
        source = before["documents"][0][0]
        listed = client.get("/api/documents").json()["documents"]
        original = next(d["id"] for d in listed if d["source"] == source)
        assert client.get(f"/api/documents/{original}/file").status_code == 200
    assert "sk-not-for-the-archive" not in (data / "settings.env").read_text()
    assert "MENTOR_LLM_API_KEY=  (a secret" in (data / "settings.env").read_text()


def test_what_does_not_fit_is_refused_and_nothing_touched(
    taken: Taken, home: Path, tmp_path: Path
) -> None:
    content = taken[0].read_bytes()
    data = tmp_path / "data"
    shutil.copytree(home / "data", data, symlinks=True, ignore=shutil.ignore_patterns("backups"))
    wrong = {
        "truncated": content[: len(content) // 2],
        "almost whole": content[:-200],
        "empty": b"",
        "text": b"this is no archive" * 100,
        "damaged": content[:5_000] + b"\0" * 64 + content[5_064:],
    }
    before = tree(data)
    for name, bytes_ in wrong.items():
        (tmp_path / "wrong.tar.zst").write_bytes(bytes_)
        with pytest.raises(InvalidRequest) as refused:
            restore(made_of(data), tmp_path / "wrong.tar.zst")
        assert refused.value.fix, name
        assert tree(data) == before, name
    foreign = tmp_path / "foreign.tar.zst"
    with (
        foreign.open("wb") as file,
        zstandard.ZstdCompressor().stream_writer(file) as packed,
        tarfile.open(fileobj=packed, mode="w|") as tar,
    ):
        tar.add(ROOT / "deploy" / "README.md", "README.md")
    refused_too = run("deploy.backup.restore", data, str(foreign))
    assert refused_too.returncode == 1
    assert "is not a back-up of this program" in refused_too.stderr
    assert "Nothing was changed." in refused_too.stderr
    assert tree(data) == before


def test_a_running_service_is_not_replaced(taken: Taken, home: Path) -> None:
    engine = Engine(home / "data" / "index" / "mentor.db")
    with closing(engine):
        engine.uri()
        with pytest.raises(Conflict) as refused:
            restore(made_of(home / "data"), taken[0])
    assert "make down" in str(refused.value.fix)


def test_an_existing_installation_is_kept_aside(taken: Taken, tmp_path: Path) -> None:
    data = tmp_path / "data"
    (tmp_path / "materials").mkdir()
    (tmp_path / "materials" / "mine.md").write_text("# Mine\n\nMy own page.\n")
    data.mkdir()
    Catalog(f"sqlite:///{data / 'mentor.sqlite'}").close()
    restore(made_of(data), taken[0])
    assert not (tmp_path / "materials" / "mine.md").exists()
    (kept,) = tmp_path.glob("materials.before-restore-*/mine.md")
    assert kept.read_text().startswith("# Mine")
    assert list(data.glob("before-restore-*/mentor.sqlite"))


def test_a_restore_that_is_stopped_is_finished_by_whoever_opens_the_data(tmp_path: Path) -> None:
    for name, text in (("a", "old a"), ("b", "old b"), ("new-a", "a"), ("new-b", "b")):
        (tmp_path / name).write_text(text)
    (tmp_path / "aside").mkdir()

    def step(name: str) -> Step:
        new, aside = tmp_path / f"new-{name}", tmp_path / "aside" / name
        return Step(target=str(tmp_path / name), new=str(new), aside=str(aside))

    (tmp_path / "a").rename(tmp_path / "aside" / "a")  # as far as the one that was stopped had come
    (tmp_path / "restore.json").write_text(json.dumps([step("a"), step("b")]))
    finish_restore(tmp_path)
    assert [(tmp_path / name).read_text() for name in "ab"] == ["a", "b"]
    assert (tmp_path / "aside" / "b").read_text() == "old b"
    begin_restore(tmp_path, [])
    assert not (tmp_path / "restore.json").exists()


def test_data_of_a_newer_program_is_refused_politely(tmp_path: Path) -> None:
    database = tmp_path / "mentor.sqlite"
    Catalog(f"sqlite:///{database}").close()
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
        connection.execute("PRAGMA user_version=9")
    with pytest.raises(NewerData, match="newer program") as refused:
        Catalog(f"sqlite:///{database}")
    assert "git pull" in str(refused.value.fix)


def tree(folder: Path) -> dict[str, int]:
    """Files and sizes, locks aside."""
    return {
        str(path.relative_to(folder)): path.lstat().st_size
        for path in folder.rglob("*")
        if not path.is_dir() and path.suffix not in (".lock", ".owner")
    }
