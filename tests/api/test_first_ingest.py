"""Until the first ingest of an index is complete, every reply reports its progress."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.first_ingest import DOCUMENTS, killed_first_ingest, write_materials
from tests.ingestion.parsers.files import text
from tests.service import Service, ask, events, ingest, serving

QUESTION, OTHER = "What is a tuple?", "Who won the 1998 World Cup?"


@pytest.fixture(scope="module")
def materials(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("materials")
    write_materials(folder)
    return folder


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, materials: Path) -> Path:
    """A data folder whose first ingest was killed."""
    folder = tmp_path_factory.mktemp("data")
    killed_first_ingest(folder, materials)
    return folder


@pytest.fixture(scope="module")
def partial(data: Path, materials: Path) -> Iterator[Service]:
    with serving(data, materials_dir=str(materials)) as client:
        yield client


def so_far(client: Service) -> dict[str, int]:
    indexed: dict[str, int] = client.get("/health/ready").json()["indexed"]
    return indexed


def test_it_is_ready_and_says_how_far_it_is(partial: Service) -> None:
    ready = partial.get("/health/ready")
    assert (ready.status_code, ready.json()["ready"], ready.json()["missing"]) == (200, True, [])
    indexed = ready.json()["indexed"]
    assert indexed["of"] == DOCUMENTS
    assert 0 < indexed["documents"] < DOCUMENTS
    size = partial.get("/").json()["index"]
    assert {name: size[name] for name in ("documents", "of")} == indexed
    assert size["chunks"] > 0


def test_an_answer_says_that_it_may_be_incomplete(partial: Service) -> None:
    done = ask(partial, QUESTION)
    assert done["indexed"] == so_far(partial)
    *answer, note = done["answer"].split("\n\n")
    assert "ordered, immutable sequence" in answer[0]
    assert note == (
        f"Only {done['indexed']['documents']} of {DOCUMENTS} documents are indexed so far, "
        "so this answer may be incomplete."
    )
    assert done["citations"]
    assert "indexed" not in str(done["citations"])
    kept = partial.get(f"/api/conversations/{done['conversation_id']}").json()["messages"][-1]
    assert (kept["text"], kept["indexed"]) == (done["answer"], done["indexed"])


def test_a_refusal_says_that_the_answer_may_be_elsewhere(partial: Service) -> None:
    done = ask(partial, OTHER)
    assert done["status"] == "refused"
    assert done["answer"].startswith("The course materials don't cover this.")
    assert "documents are indexed so far: the answer may be in one" in done["answer"]


def test_the_streamed_words_are_the_answer(partial: Service) -> None:
    for question in (QUESTION, OTHER):
        streamed = list(events(partial, question))
        words = "".join(event["data"]["text"] for event in streamed if event["event"] == "token")
        assert words.strip() == streamed[-1]["data"]["answer"]
        assert words.count("indexed so far") == 1


def test_the_next_question_is_understood_without_the_note(partial: Service) -> None:
    first = ask(partial, QUESTION)
    second = ask(partial, "And is it immutable?", conversation_id=first["conversation_id"])
    assert second["answer"].count("indexed so far") == 1
    (searched, *_) = [step for step in second["trace"] if step["node"] == "retrieve"]
    assert "indexed" not in searched["detail"]["query"]


def test_other_programs_read_it_once(partial: Service) -> None:
    asked = {"model": "mentor", "messages": [{"role": "user", "content": QUESTION}]}
    reply: dict[str, Any] = partial.post("/v1/chat/completions", json=asked).json()
    assert reply["choices"][0]["message"]["content"].count("indexed so far") == 1
    streamed = partial.post("/v1/chat/completions", json=asked | {"stream": True}).text
    assert streamed.count("indexed so far") == 1


def test_nothing_of_it_is_left_once_all_is_indexed(
    partial: Service, data: Path, materials: Path
) -> None:
    """The last test of this file: it completes the ingest, while the service runs."""
    assert ingest(data, materials_dir=str(materials)).returncode == 0
    text(materials / "cs101/later.md", "\n\n".join(f"## L{n}\n\nLater {n}." for n in range(200)))
    killed_first_ingest(data, materials)  # a later ingest
    done = ask(partial, QUESTION)
    assert "indexed so far" not in done["answer"]
    assert "indexed" not in done
    assert "of" not in partial.get("/").json()["index"]
    assert "indexed" not in partial.get("/health/ready").json()


def test_before_the_first_ingest_there_is_nothing_to_count(tmp_path: Path) -> None:
    with serving(tmp_path) as client:
        (missing,) = client.get("/health/ready").json()["missing"]
        assert missing["why"] == "The index has no course materials yet."
        assert "of" not in client.get("/").json()["index"]
