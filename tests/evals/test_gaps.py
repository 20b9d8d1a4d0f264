"""What students asked in vain, by topic."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import pytest

from agent.search.vocabulary import Vocabulary
from agent.settings import Settings
from agent.store.transcripts import Transcripts
from agent.turns.turn_row import TurnRow
from agent.types import Status
from agent.unanswered.failed import failed
from agent.unanswered.topic_groups import ALIKE, grouped, subject_words
from evals.gaps.__main__ import gaps
from evals.gaps.report import document, drafts, write
from evals.golden.candidates import read_candidates
from tests.evals.parts import citation, passage
from tests.service import MODELS

AVL = "How does an AVL tree keep itself balanced?"


def asked(
    transcripts: Transcripts,
    question: str,
    status: Status = "refused",
    rating: int = 0,
    comment: str | None = None,
    **record: Any,
) -> TurnRow:
    """A turn that has ended, and what was thought of it."""
    turn = TurnRow(
        number=0, id=uuid4().hex, conversation_id=uuid4().hex, parent=None, run_id="", courses=[],
        question=question, style="answer", status="running", answer="", record={},  # type: ignore[typeddict-item]
        asked_at=time.time(),
    )  # fmt: skip
    transcripts.running.begin(turn, "ada", "A title", None)
    transcripts.running.finish(turn, status, "said", {"query": question} | record, None)  # type: ignore[typeddict-item]
    if rating:
        transcripts.feedback.rate(turn, rating, comment)
    return turn


@pytest.fixture
def transcripts(tmp_path: Path) -> Iterator[Transcripts]:
    with closing(Transcripts(f"sqlite:///{tmp_path / 'turns.sqlite'}")) as opened:
        yield opened


def test_refused_unsupported_and_disliked_questions_are_listed_and_no_others(
    transcripts: Transcripts,
) -> None:
    checked = [{"node": "verify", "ms": 1, "detail": {"unsupported": ["It flies."]}}]
    asked(transcripts, AVL)
    asked(transcripts, AVL.upper())
    first = {"node": "retrieve", "ms": 1, "detail": {"query": AVL}}
    asked(transcripts, "And how is that balanced?", trace=[first], query="balanced tree")
    asked(transcripts, "What is a list?", "answered")
    asked(transcripts, "What is a tuple?", "answered", rating=1)
    asked(transcripts, "What is a set?", "answered", trace=checked)
    asked(transcripts, "What is a dict?", "answered", rating=-1, comment="Not what I asked.")
    asked(transcripts, "Broken?", "failed")

    found = {each.question: each for each in failed(transcripts.feedback.asked())}

    assert {question: each.reasons for question, each in found.items()} == {
        AVL: {"refused": 3},
        "What is a set?": {"unsupported": 1},
        "What is a dict?": {"thumbed down": 1},
    }
    assert found[AVL].times == 3
    assert found["What is a dict?"].comments == ["Not what I asked."]
    assert transcripts.feedback.asked(since=time.time() + 1) == []


def test_what_was_looked_up_need_not_have_the_words_of_the_question(
    transcripts: Transcripts,
) -> None:
    support = [{"statement": "Brackets: (1, 2)", "on_the_question": False}]
    checked = {"node": "verify", "ms": 1, "detail": {"support": support}}
    looked = {"node": "look_up", "ms": 1, "detail": {"found": True}}
    asked(transcripts, "What is a tuple?", "answered", trace=[checked])
    asked(transcripts, "What is on slide 12?", "answered", trace=[looked, checked])
    found = failed(transcripts.feedback.asked())
    assert [each.question for each in found] == ["What is a tuple?"]


def test_rows_near_each_other_are_one_group_whatever_their_order() -> None:
    rng = np.random.default_rng(0)
    middles = np.eye(4, 16, dtype=np.float32)
    rows = np.vstack([middles[n % 4] + 0.05 * rng.standard_normal(16) for n in range(40)])
    rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)

    labels = grouped(rows)

    assert len(set(labels)) == 4
    assert all(labels[n] == labels[n % 4] for n in range(40))
    assert grouped(rows) == labels
    assert len(set(grouped(rows[::-1]))) == 4


def test_the_report_has_topics_with_the_nearest_materials_and_candidates(
    sample_data: Path, tmp_path: Path
) -> None:
    settings = Settings(
        _env_file=None, data_dir=sample_data, models_dir=MODELS,
        database_url=f"sqlite:///{tmp_path / 'mentor.sqlite'}",
    )  # fmt: skip
    copy = (sample_data / "mentor.sqlite").read_bytes()
    (tmp_path / "mentor.sqlite").write_bytes(copy)
    cited = citation(passage(8, source="data-structures/lecture-notes.pdf"))
    with closing(Transcripts(settings.database)) as transcripts:
        with closing(sqlite3.connect(tmp_path / "mentor.sqlite")) as database, database:
            for table in ("turns", "feedback"):  # what other tests have asked
                database.execute(f"DELETE FROM {table}")
        asked(transcripts, AVL)
        asked(transcripts, "Explain how AVL trees stay balanced.")
        asked(transcripts, "<b>Who won the World Cup?</b>")
        asked(transcripts, "How fast is a hash table?", "answered", rating=-1, citations=[cited])

    found, looked_at = gaps(settings)
    report = document(found, looked_at, 0)
    page = write(tmp_path / "gaps", report, drafts(found))

    balanced = report["groups"][0]
    assert (balanced["times"], balanced["reasons"]) == (2, {"refused": 2})
    assert "avl" in balanced["name"]
    assert report["failed"] == report["turns"] == 4
    hashing = next(g for g in report["groups"] if "hash" in g["name"])
    assert hashing["nearest"][0]["source"] == "data-structures/lecture-notes.pdf"
    assert next(g for g in report["groups"] if "cup" in g["name"])["nearest"] == []
    shown = page.read_text()
    assert "&lt;b&gt;Who won the World Cup?&lt;/b&gt;" in shown
    assert "ada" not in shown.replace("Canada", "")
    assert json.loads(page.with_suffix(".json").read_text())["groups"] == report["groups"]
    assert "| avl" in page.with_suffix(".md").read_text() or "avl" in balanced["name"]
    assert all(file.stat().st_mode & 0o77 == 0 for file in page.parent.iterdir())
    drafted = {
        each.case["turns"][0]: each.case
        for each in read_candidates(page.parent / "candidates.jsonl")
    }
    assert drafted["How fast is a hash table?"]["expected"] == [
        {"source": "data-structures/lecture-notes.pdf", "page": 8}
    ]
    assert drafted["<b>Who won the World Cup?</b>"]["answerable"] is False


def test_a_model_whose_cosines_are_all_high_still_tells_topics_apart() -> None:
    near, far = [1.0, 0.0, 0.0], [0.8, 0.6, 0.0]  # a cosine of 0.8, as of any two texts
    matrix = np.array([near, far], dtype=np.float32)
    assert len(set(grouped(matrix))) == 1
    assert len(set(grouped(matrix, ALIKE + (1 - ALIKE) * 0.75))) == 2


def test_a_topic_is_named_in_the_language_of_its_questions() -> None:
    known = Vocabulary.of(["Las tuplas no se pueden modificar."])
    assert list(subject_words("¿Qué es una tupla?", known).values()) == ["tupla"]
    assert list(subject_words("What is a tuple?", known).values()) == ["tuple"]
