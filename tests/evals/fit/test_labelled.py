"""Labelled questions over a folder of passages, and how ways of searching compare on them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from agent.compose import open_embeddings
from agent.errors import InvalidRequest
from agent.search.vocabulary import Vocabulary
from agent.settings import Settings
from evals.arms import bm25, dense, rrf
from evals.bench.retrieval import ARMS, measure
from evals.fit.labelled import FITTING, LabelledQuestion, opened_folder
from evals.golden.cases import SAMPLE, read_cases
from tests.agent.parts import passage
from tests.service import MODELS

PASSAGES = {
    "tuple": "A tuple is an immutable sequence of values.",
    "list": "A list is changed by appending values to it.",
    "exam": "The exam takes place in the Sports Hall.",
}
QUESTIONS = [
    {"question": "What is a tuple?", "passage": "tuple", "answerable": True},
    {"question": "What are a tuple and a list?", "passages": ["tuple", "list"], "answerable": True},
    {"question": "Who won the football match?", "passage": "exam", "answerable": False},
]


@pytest.fixture
def bench(tmp_path: Path) -> Path:
    folder = tmp_path / "bench" / "small"
    folder.mkdir(parents=True)
    rows = [{"id": id_, "title": "Notes", "text": text} for id_, text in PASSAGES.items()]
    for name, content in (("passages", rows), ("questions", QUESTIONS)):
        lines = "\n".join(json.dumps(row) for row in content)
        (folder / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    return folder.parent


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(_env_file=None, data_dir=tmp_path, models_dir=MODELS)


async def test_a_folder_is_searched_as_the_service_would(bench: Path, settings: Settings) -> None:
    with opened_folder(bench / "small", settings, open_embeddings(settings)) as labelled:
        one, both, none = labelled.questions
        found = await labelled.retriever.search(one.text)
        assert one.rank(found) == 1
        assert both.rank(await labelled.retriever.search(both.text)) == 2
        assert (none.answerable, none.evidence) == (False, ())


def test_the_bench_shows_each_arm_beside_ours(bench: Path, settings: Settings) -> None:
    figures = measure(bench, settings)["small"]
    assert list(figures) == [*ARMS, "ours", "grader"]
    assert all(figure.value is not None for row in figures.values() for figure in row)
    assert {figure.name: figure.value for figure in figures["ours"]}["hit@5"] == 1


def test_a_folder_without_data_is_an_error(tmp_path: Path, settings: Settings) -> None:
    with pytest.raises(InvalidRequest, match="no data sets"):
        measure(tmp_path, settings)


def test_all_evidence_is_needed() -> None:
    first, second = passage(1, "a"), passage(2, "b")
    asked = LabelledQuestion(
        "?", True, "", "", (lambda p: p["text"] == "a", lambda p: p["text"] == "b")
    )
    assert asked.rank([first, second]) == 2
    assert asked.rank([first]) is None


def test_arms_rank_by_their_own_scores_and_rrf_by_their_ranks() -> None:
    found = [
        passage(1, "a", dense=0.9, bm25=None),
        passage(2, "b", dense=0.8, bm25=2.0),
        passage(3, "c", dense=0.1, bm25=9.0),
    ]
    none = Vocabulary.of([])
    orders = [[p["page"] for p in order("?", found, none)] for order in (dense, bm25, rrf)]
    assert orders == [[1, 2, 3], [3, 2], [3, 2, 1]]


def test_no_golden_question_is_among_those_that_are_fitted_on() -> None:
    golden = {case.question.lower() for case in read_cases(SAMPLE)}
    lines = FITTING.read_text(encoding="utf-8").splitlines()
    fitting = [json.loads(line) for line in lines]
    assert not golden & {row["question"].lower() for row in fitting}
    assert all(row["answerable"] == (row["kind"] == "answerable") for row in fitting)
