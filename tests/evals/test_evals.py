"""`python -m evals` over the ingested sample courses."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from langgraph.checkpoint.base import BaseCheckpointSaver

from agent.backends.catalog import Catalog
from agent.compose import open_mentor
from agent.errors import InvalidRequest
from agent.settings import Settings
from evals import asking
from evals.cases import SAMPLE, Case, read_cases
from tests.service import MODELS, ROOT, environment

EXAM = {
    "id": "exam",
    "kind": "scoped",
    "course": "data-structures",
    "turns": ["When is the midterm exam?"],
    "answerable": True,
    "expected": [{"source": "data-structures/syllabus.md", "section": "Exams"}],
    "facts": [["4 November"]],
    "split": "train",
}
WHALES = {
    "id": "whales",
    "kind": "off-topic",
    "turns": ["How deep do sperm whales dive?"],
    "answerable": False,
    "expected": [],
    "facts": [],
    "split": "train",
}
THEN = EXAM | {"id": "then", "kind": "follow-up", "turns": ["What is a stack?", *EXAM["turns"]]}


@pytest.fixture
def catalog(sample_data: Path) -> Iterator[Catalog]:
    with closing(Catalog(f"sqlite:///{sample_data / 'mentor.sqlite'}")) as catalog:
        yield catalog


def evaluate(data_dir: Path, cases: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "evals", "--cases", str(cases), *options],
        cwd=ROOT,
        env=environment(data_dir),
        capture_output=True,
        text=True,
        check=False,
    )


def write(folder: Path, *cases: object) -> Path:
    path = folder / "cases.jsonl"
    path.write_text("\n".join(json.dumps(case) for case in cases), encoding="utf-8")
    return path


def test_three_questions_are_asked_and_measured(sample_data: Path, tmp_path: Path) -> None:
    cases = write(tmp_path, EXAM, WHALES, THEN)

    run = evaluate(sample_data, cases, "--out", str(tmp_path), "--json", "--parallel", "2")

    assert run.returncode == 0, run.stderr
    report = json.loads(run.stdout)
    assert report == json.loads((tmp_path / "latest.json").read_text())
    assert [case["id"] for case in report["cases"]] == ["exam", "whales", "then"]
    exam, whales, then = (case["rank"] for case in report["cases"])
    assert (exam, whales) == (then, None)
    assert report["figures"]["all"]["hit@5"]["value"] == 1
    assert report["confusion"]["to refuse"] == {"answered": 0, "refused": 1, "failed": 0}
    assert report["figures"]["all"]["turn p50"]["value"] > 0
    assert all(case["trace"] and case["first_token_ms"] for case in report["cases"])


async def test_a_case_leaves_no_conversation_behind(sample_data: Path) -> None:
    settings = Settings(_env_file=None, data_dir=sample_data, models_dir=MODELS)
    async with open_mentor(settings) as mentor:
        assert isinstance(mentor.graph.checkpointer, BaseCheckpointSaver)
        before = [point async for point in mentor.graph.checkpointer.alist(None)]
        outcome = await asking.outcome(mentor, Case.model_validate(THEN))
        after = [point async for point in mentor.graph.checkpointer.alist(None)]

    assert outcome.status in ("answered", "refused")
    assert len(after) == len(before)


@pytest.mark.parametrize(
    ("case", "said"),
    [
        (EXAM | {"course": "chemistry"}, "in the course 'chemistry', which the index lacks"),
        (
            EXAM | {"expected": [{"source": "a/gone.pdf", "page": 1}]},
            "a/gone.pdf, which is not in the index",
        ),
    ],
)
def test_questions_that_the_index_cannot_answer_are_named(
    catalog: Catalog, case: object, said: str
) -> None:
    with pytest.raises(InvalidRequest, match=said):
        asking.check(catalog, [Case.model_validate(case)])


def test_the_sample_questions_can_be_asked_of_the_sample_courses(catalog: Catalog) -> None:
    asking.check(catalog, read_cases(SAMPLE))


def test_an_empty_index_says_what_to_run(tmp_path: Path) -> None:
    run = evaluate(tmp_path / "data", SAMPLE)

    assert run.returncode == 2
    assert "make ingest" in run.stderr
    assert "Traceback" not in run.stderr


def test_a_bad_file_ends_with_2(tmp_path: Path) -> None:
    run = evaluate(tmp_path, tmp_path / "none.jsonl")

    assert run.returncode == 2
    assert "none.jsonl cannot be read" in run.stderr
