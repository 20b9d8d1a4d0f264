"""Copying the index from its file to a server."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from agent.errors import IndexEmpty, StoreUnavailable
from agent.milvus.connection import Server
from agent.milvus.engine import Engine
from agent.milvus.store import MilvusIndex
from agent.types import Chunk
from ingestion.move import copy
from tests import warm
from tests.ingestion.words import WordEmbeddings
from tests.service import ROOT, environment

COUNT = 700  # more than are read together


def chunks(count: int) -> list[Chunk]:
    return [
        Chunk(
            id=f"d{n}:v:0", document_id=f"d{n}", version=f"v{n}", ordinal=0,
            source=f"c{n % 3}/n{n}.md", course=f"c{n % 3}", title="Notes", section="",
            page=n % 5 or None, text=f"Note {n} tells of the number {n * n}.",
        )
        for n in range(count)
    ]  # fmt: skip


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MilvusIndex]:
    engine = Engine(tmp_path_factory.mktemp("from") / "mentor.db")
    model = WordEmbeddings()
    with closing(MilvusIndex(engine, embedding="m1")) as index:
        made = chunks(COUNT)
        index.write(made, [model.embed_query(chunk["text"]) for chunk in made])
        yield index


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with closing(Engine(tmp_path_factory.mktemp("to") / "mentor.db")) as engine:
        yield engine


def test_a_copy_has_every_chunk_and_answers_alike(source: MilvusIndex, engine: Engine) -> None:
    with closing(MilvusIndex(Server(engine.uri()), embedding="m1")) as target:
        target.write(chunks(2)[:1], [[1.0] * 8])  # what is left of another attempt
        progress: list[tuple[int, int]] = []
        moved = copy(source, target, "chunks", lambda done, total: progress.append((done, total)))
        assert (moved.chunks, moved.searches, moved.good) == (COUNT, 100, True)
        assert moved.same > 0.99
        assert (moved.near, moved.words_differ) == (1.0, False)
        assert progress == [(500, COUNT), (COUNT, COUNT)]
        (there,) = target.passages(["d7:v:0"])
        assert there == source.passages(["d7:v:0"])[0]


@pytest.mark.slow  # a second Milvus
def test_a_copy_to_a_server_of_another_make_answers_alike(
    source: MilvusIndex, milvus_server: str
) -> None:
    server = Server(milvus_server)  # its analyzers know no English
    with closing(MilvusIndex(server, embedding="m1", analyzer="standard")) as target:
        moved = copy(source, target, "chunks", lambda *_: None)
        assert moved.chunks == COUNT
        index = target._connection.client().describe_index("chunks", "dense")
        assert index["index_type"] == "HNSW"
        target.drop("chunks")


KILLED = """
import os, signal, sys
from agent.milvus.store import MilvusIndex
from agent.milvus.connection import Server
from ingestion.move import copy
source, target = (MilvusIndex(Server(uri), embedding="m1") for uri in sys.argv[1:])
copy(source, target, "chunks", lambda *_: os.kill(os.getpid(), signal.SIGKILL))
"""


def test_a_copy_that_was_killed_is_made_whole_by_the_next(
    source: MilvusIndex, engine: Engine
) -> None:
    here = source._endpoint.uri()
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, here, engine.uri()], cwd=ROOT, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    with closing(MilvusIndex(Server(engine.uri()), embedding="m1")) as target:
        assert 0 < target.count() < COUNT
        assert copy(source, target, "chunks", lambda *_: None).chunks == COUNT
        assert target.count() == COUNT


class Losing(MilvusIndex):
    """Writes only the first chunk of each batch."""

    def write(self, chunks: list[Chunk], vectors: list[list[float]]) -> None:  # type: ignore[override]
        super().write(chunks[:1], vectors[:1])


def test_an_incomplete_copy_is_reported(source: MilvusIndex, engine: Engine) -> None:
    with (
        closing(Losing(Server(engine.uri()), embedding="m1")) as target,
        pytest.raises(StoreUnavailable, match="2 of 700 chunks arrived"),
    ):
        copy(source, target, "chunks", lambda *_: None)


def test_nothing_is_not_copied(engine: Engine) -> None:
    empty = MilvusIndex(engine, embedding="m1")
    empty.drop("chunks")
    with pytest.raises(IndexEmpty):
        copy(empty, empty, "chunks", lambda *_: None)


def test_the_command_copies_what_is_in_service(sample_data: Path, engine: Engine) -> None:
    def command(uri: str, **settings: str) -> subprocess.CompletedProcess[str]:
        return warm.run("ingestion.move", "--to", uri, env=environment(sample_data, **settings))

    done = command(engine.uri())
    assert (done.returncode, done.stderr) == (0, "")
    assert "100 searches" in done.stdout
    assert f"set MENTOR_MILVUS_URI={engine.uri()}" in done.stdout
    wrong = command("a/file")
    assert (wrong.returncode, "is not a server" in wrong.stderr) == (2, True)
