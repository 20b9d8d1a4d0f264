"""`python -m evals` over the ingested sample courses."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from agent.compose import open_mentor
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
    assert [case["rank"] for case in report["cases"]] == [1, None, 1]
    assert report["figures"]["all"]["hit@5"]["value"] == 1
    assert report["confusion"]["to refuse"] == {"answered": 0, "refused": 1, "failed": 0}
    assert report["figures"]["all"]["turn p50"]["value"] > 0
    assert all(case["trace"] and case["first_token_ms"] for case in report["cases"])


async def test_no_conversation_stays_behind(sample_data: Path) -> None:
    settings = Settings(_env_file=None, data_dir=sample_data, models_dir=MODELS)
    async with open_mentor(settings) as mentor:
        outcome = await asking.outcome(mentor, Case.model_validate(THEN))
        checkpointer = mentor.conversations._checkpointer
        left = [point async for point in checkpointer.alist(None)]

    assert outcome.status in ("answered", "refused")
    assert left == []


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
    sample_data: Path, tmp_path: Path, case: object, said: str
) -> None:
    run = evaluate(sample_data, write(tmp_path, case))

    assert run.returncode == 2
    assert said in run.stderr


def test_an_empty_index_says_what_to_run(tmp_path: Path) -> None:
    run = evaluate(tmp_path / "data", SAMPLE)

    assert run.returncode == 2
    assert "make ingest" in run.stderr
    assert "Traceback" not in run.stderr


def test_a_bad_file_ends_with_2(tmp_path: Path) -> None:
    run = evaluate(tmp_path, tmp_path / "none.jsonl")

    assert run.returncode == 2
    assert "none.jsonl cannot be read" in run.stderr


def test_the_sample_questions_can_be_asked_of_the_sample_courses(sample_data: Path) -> None:
    from contextlib import closing

    from agent.backends.catalog import Catalog

    with closing(Catalog(f"sqlite:///{sample_data / 'mentor.sqlite'}")) as catalog:
        indexed = set(catalog.documents())

    assert {place.source for case in read_cases(SAMPLE) for place in case.expected} <= indexed
