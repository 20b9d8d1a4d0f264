"""What every index must do: on a file that this process serves, on one that it joined, and on a
server of another make: milvus-lite 3 speaks the same protocol and shares none of the code."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psutil
import pytest

from agent.errors import IndexMismatch
from agent.index import FORMAT, View
from agent.milvus.connection import Server
from agent.milvus.engine import Engine
from agent.milvus.store import MilvusIndex
from agent.types import Chunk

ROOT = Path(__file__).parents[2]
TEXTS = {
    "tuple": "A tuple is an immutable sequence.",
    "list": "Lists are changed by appending.",
    "quotes": "Exam \"rules\" and 'é' in 日本語 \\ end.",
}
DIMENSION = 8
OTHER_PROCESS = """
import sys
from pathlib import Path
from agent.milvus.engine import Engine
engine = Engine(Path(sys.argv[1]))
print(engine.uri(), flush=True)
sys.stdin.read()
engine.close()
"""


def chunk(name: str, course: str = "a", version: str = "v1") -> Chunk:
    return Chunk(
        id=f"{name}:{version}:0",
        document_id=name,
        version=f"{name}-{version}",
        ordinal=0,
        source=f"{course}/{name}.md",
        course=course,
        title="Notes",
        section="",
        page=None if name == "list" else 3,
        text=TEXTS[name],
    )


def vector(name: str) -> list[float]:
    return [1.0 if n == list(TEXTS).index(name) else 0.01 for n in range(DIMENSION)]


def write(index: MilvusIndex, *chunks: Chunk) -> None:
    index.write(chunks, [vector(c["document_id"]) for c in chunks])


def like(index: MilvusIndex, view: Callable[[], View | None] | None = None) -> MilvusIndex:
    """Another one over the same store."""
    return MilvusIndex(index._endpoint, embedding="m1", analyzer=index._analyzer, view=view)


@contextmanager
def serving_process(file: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Another process that serves the file until its standard input is closed."""
    with subprocess.Popen(
        [sys.executable, "-c", OTHER_PROCESS, str(file)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout
        process.stdout.readline()
        yield process


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A file that another process serves."""
    file = tmp_path_factory.mktemp("served") / "mentor.db"
    with serving_process(file) as other:
        yield file
        assert other.stdin
        other.stdin.close()


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("own") / "mentor.db"


OTHER = pytest.param("other", marks=pytest.mark.slow)


@pytest.fixture(scope="module", params=["own", "served", OTHER])
def opened(request: pytest.FixtureRequest) -> Iterator[MilvusIndex]:
    if request.param == "other":
        server = Server(request.getfixturevalue("milvus_server"))
        with closing(MilvusIndex(server, embedding="m1", analyzer="standard")) as index:
            index.drop("chunks_beside")
            yield index
        return
    engine = Engine(request.getfixturevalue(request.param))
    with closing(MilvusIndex(engine, embedding="m1")) as index:
        assert index.count() == 0
        assert engine.serving == (request.param == "own")
        yield index


@pytest.fixture
def index(opened: MilvusIndex) -> MilvusIndex:
    opened.drop("chunks")
    return opened


def test_an_index_without_anything_finds_nothing(index: MilvusIndex) -> None:
    assert index.search("tuple", vector("tuple"), courses=[], k=5) == []
    assert index.passages(["x"]) == index.document("x") == list(index.texts()) == []
    index.remove(["x"])
    index.drop("x")


def test_both_arms_find_passages_and_report_their_scores(index: MilvusIndex) -> None:
    write(index, chunk("tuple"), chunk("list"))
    best, other = index.search("tuple", vector("tuple"), courses=[], k=5)
    assert best["text"] == TEXTS["tuple"]
    assert best["dense"] == pytest.approx(1.0, abs=1e-3)
    assert best["bm25"]
    assert best["bm25"] > 0  # the more, the better: 3.2 itself tells a distance
    assert other["bm25"] is None
    assert (best["page"], other["page"]) == (3, None)


def test_words_are_found_by_their_stem(index: MilvusIndex, request: pytest.FixtureRequest) -> None:
    if "other" in request.node.callspec.id:
        pytest.skip("the analyzers of milvus-lite 3.2 do not stem")
    write(index, chunk("tuple"), chunk("list"))
    found = index.search("append change", vector("tuple"), courses=[], k=5)
    assert next(p for p in found if p["bm25"])["text"] == TEXTS["list"]


def test_a_course_is_searched_alone(index: MilvusIndex) -> None:
    write(index, chunk("tuple", "a"), chunk("list", 'b "ü"'))
    for courses, names in (
        (['b "ü"'], {"list"}),
        (["a", 'b "ü"'], {"tuple", "list"}),
        (["c"], set()),
    ):
        found = index.search("tuple list", vector("tuple"), courses=courses, k=5)
        assert {p["document_id"] for p in found} == names


def test_a_part_of_a_document_is_read_by_page_and_by_heading(index: MilvusIndex) -> None:
    sections = {"tuple": "3 Sequences > 3.2 Tuples", "list": '13 Lists > 13.2 "x" 50% of_all'}
    chunks = [chunk(name) | {"section": section} for name, section in sections.items()]
    write(index, *chunks, chunk("quotes", "b") | {"section": "3.2 Tuples"})  # type: ignore[arg-type]

    def headed(*beginnings: str, **where: list[str]) -> list[str]:
        found = index.headed(
            beginnings, courses=where.get("courses", []), documents=where.get("documents", [])
        )
        return [passage["document_id"] for passage in found]

    assert headed("3.2 ") == ["tuple", "quotes"]
    assert headed("3.2 ", courses=["b"]) == headed("3.2 ", documents=["quotes"]) == ["quotes"]
    assert headed("13.2", "4.4") == ["list"]
    assert headed("2 ", "%", "_") == []
    assert [p["id"] for p in index.document("tuple", [3])] == ["tuple:v1:0"]
    assert index.document("tuple", [4]) == []


def test_writing_again_adds_nothing(index: MilvusIndex) -> None:
    for _ in range(2):
        write(index, chunk("tuple"), chunk("list"))
    assert index.count() == 2


def test_versions_are_removed(index: MilvusIndex) -> None:
    write(index, chunk("tuple"), chunk("tuple", version="v2"), chunk("list"))
    index.remove(["tuple-v1", *(f"unknown-{n}" for n in range(500))])
    assert [p["id"] for p in index.document("tuple")] == ["tuple:v2:0"]
    index.remove(["tuple-v2"])
    assert index.count() == 1
    index.remove([])
    assert index.count() == 1


def test_what_is_hidden_is_not_there(index: MilvusIndex) -> None:
    write(index, chunk("tuple"), chunk("tuple", version="v2"), chunk("list"))
    views = [View("chunks", "m1", FORMAT, hidden=("tuple-v2", "list-v1"))]
    reader = like(index, lambda: views[-1])
    found = reader.search("tuple list", vector("list"), courses=[], k=5)
    assert [p["id"] for p in found] == ["tuple:v1:0"]
    assert [p["id"] for p in reader.search("list", vector("list"), courses=["a"], k=5)] == [
        "tuple:v1:0"
    ]
    assert reader.count() == len(list(reader.texts())) == 1
    assert [p["id"] for p in reader.document("tuple")] == ["tuple:v1:0"]
    assert reader.passages(["list:v1:0", "tuple:v2:0"]) == []
    views.append(View("chunks", "m1", FORMAT))
    assert reader.count() == 3


def test_a_search_is_repeated_when_what_may_be_read_changes_under_it(index: MilvusIndex) -> None:
    write(index, chunk("tuple", version="v2"))
    old = View("chunks", "m1", FORMAT, 1, hidden=("tuple-v2",))
    new = View("chunks", "m1", FORMAT, 2)
    views = [new, new, new, old]  # v2 is published just after the first search has begun
    reader = MilvusIndex(
        index._endpoint, embedding="m1", view=lambda: views.pop() if views else new
    )
    assert reader.search("tuple", vector("tuple"), courses=[], k=5)


def test_a_collection_that_was_left_half_made_is_made_anew(index: MilvusIndex) -> None:
    write(index, chunk("tuple"))
    client = index._connection.client()
    client.release_collection("chunks")
    client.drop_index("chunks", "sparse")
    again = like(index)
    assert again.count() == 0
    write(again, chunk("list"))
    assert again.count() == 1
    assert again.search("list", vector("list"), courses=[], k=5)


def test_another_collection_can_be_in_service(index: MilvusIndex) -> None:
    write(index, chunk("tuple"))
    view: View | None = None
    reader = like(index, lambda: view)
    assert reader.count() == 0
    view = View("chunks", "m1", FORMAT)
    assert reader.count() == 1
    view = View("chunks_beside", "m1", FORMAT)
    assert reader.count() == 0
    write(reader, chunk("tuple"), chunk("list"))
    assert (reader.count(), index.count()) == (2, 1)
    reader.drop("chunks_beside")
    assert reader.count() == 0


def test_text_comes_back_to_the_letter(index: MilvusIndex) -> None:
    write(index, chunk("quotes"))
    (passage,) = index.passages(["quotes:v1:0", "gone:v1:0"])
    assert passage["text"] == TEXTS["quotes"]
    assert list(index.texts()) == [f"Notes\n{TEXTS['quotes']}"]


def test_an_index_of_another_embedding_model_is_refused(
    index: MilvusIndex, request: pytest.FixtureRequest
) -> None:
    write(index, chunk("tuple"))
    view = View("chunks", "m1", FORMAT)
    others = [MilvusIndex(index._endpoint, embedding="m2", view=lambda: view)]
    if (
        "other" not in request.node.callspec.id
    ):  # milvus-lite 3.2 forgets a collection's description
        others.append(MilvusIndex(index._endpoint, embedding="m2"))
    for other in others:
        with pytest.raises(IndexMismatch, match="m1") as refused:
            other.count()
        assert "make ingest" in str(refused.value.fix)


def test_what_is_stored_comes_back_as_it_was_written(index: MilvusIndex) -> None:
    assert list(index.stored()) == []
    write(index, chunk("tuple"), chunk("list"))
    ((chunks, vectors),) = index.stored()
    assert sorted(chunks, key=lambda c: c["id"]) == [chunk("list"), chunk("tuple")]
    assert [[round(n, 6) for n in v] for v in vectors] == [vector(c["document_id"]) for c in chunks]


def test_when_the_serving_process_is_killed_another_takes_over(tmp_path: Path) -> None:
    file = tmp_path / "mentor.db"
    with serving_process(file) as other:
        engine = Engine(file)
        with closing(MilvusIndex(engine, embedding="m1")) as index:
            write(index, chunk("tuple"))
            assert not engine.serving
            os.kill(other.pid, signal.SIGKILL)
            other.wait()
            # the old engine may still answer for a moment
            assert any(index.count() == 1 and engine.serving for _ in range(10_000))
            write(index, chunk("list"))
            assert index.count() == 2


def test_an_engine_that_is_killed_is_back_before_a_call_gives_up(tmp_path: Path) -> None:
    engine = Engine(tmp_path / "mentor.db")
    with closing(MilvusIndex(engine, embedding="m@1")) as index:
        write(index, chunk("tuple"))
        for _ in range(2):
            (process,) = (p for p in psutil.Process().children() if str(tmp_path) in p.cmdline()[1])
            process.kill()
            began = time.monotonic()
            assert index.count() == 1
            assert time.monotonic() - began < 25  # 45 s where the call itself had to notice
