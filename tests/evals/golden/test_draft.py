"""Golden questions drafted from materials, and what becomes of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console

from agent.errors import InvalidRequest
from agent.settings import Settings
from evals.golden.candidates import Candidate, decided, read_candidates, taken, write_candidates
from evals.golden.cases import Case, read_cases
from evals.golden.draft import ask, draft
from evals.golden.drafting import drafts
from evals.metrics.facts import contains
from tests.evals.parts import passage
from tests.service import MODELS

SYLLABUS = """A stack is a collection in which the last is first.

| Exam | Date | Place |
| --- | --- | --- |
| Midterm | 4 November | Fenwick 105 |

Office hours: Monday 10:00 to 11:00"""
CASE = {
    "id": "one",
    "kind": "single-fact",
    "turns": ["When is the midterm?"],
    "answerable": True,
    "expected": [{"source": "a/notes.pdf", "page": 1}],
    "facts": [["4 November"]],
    "split": "held-out",
}


def candidate(verdict: str = "", **fields: object) -> Candidate:
    return Candidate(CASE | fields, "| Midterm | 4 November |", verdict)


def test_definitions_rows_and_keyed_lines_are_drafted_with_words_that_stand_there() -> None:
    here = passage(3, text=SYLLABUS, section="Exams")
    asking = passage(None, text="Press **Ctrl+C**.", section="FAQ > How to stop a program")

    found = [each.case for each in drafts([here, asking])]

    assert [case["turns"][0] for case in found] == [
        "What is a stack?",
        "What is the date of midterm?",
        "What is given as office hours?",
        "How do I stop a program?",
        "What is the place of midterm?",
    ]
    for case in found:
        Case.model_validate(case)
        text = here["text"] if case["expected"][0].get("page") else asking["text"]
        assert all(contains(text, form) for [form] in case["facts"])
    assert found[0]["expected"] == [{"source": "a/notes.pdf", "page": 3}]
    assert found[3]["expected"] == [{"source": "a/notes.pdf", "section": "How to stop a program"}]


def test_what_is_decided_is_moved_and_what_is_not_is_left(tmp_path: Path) -> None:
    golden, file = tmp_path / "golden.jsonl", tmp_path / "candidates.jsonl"
    no = candidate("reject", id="no", turns=["Who?"])
    still = candidate(id="open", turns=["Where?"])
    write_candidates(file, [candidate("accept"), no, still])

    done = taken(file, golden)

    assert (done.accepted, done.rejected, done.open) == (1, 1, 1)
    assert read_cases(golden) == [Case.model_validate(CASE)]
    assert read_candidates(file) == [still]
    assert file.stat().st_mode & 0o77 == 0
    again = [candidate(id="other"), no, candidate(id="new", turns=["Why?"])]
    assert [each.case["id"] for each in decided(golden, again)] == ["new"]
    assert taken(file, golden).open == 1


def test_an_accepted_candidate_has_to_be_whole_and_nothing_is_lost(tmp_path: Path) -> None:
    golden, file = tmp_path / "golden.jsonl", tmp_path / "candidates.jsonl"
    write_candidates(file, [candidate("accept"), candidate("accept", id="two", facts=[])])

    with pytest.raises(InvalidRequest, match="candidate 2: the case: an answerable"):
        taken(file, golden)

    assert not golden.exists()
    assert len(read_candidates(file)) == 2


@pytest.mark.parametrize(
    ("line", "message"),
    [("{", ":1: not JSON"), ("[]", ":1: `case` is missing"),
     ('{"case": {}, "verdict": "maybe"}', ":1: unknown verdict 'maybe'")],
)  # fmt: skip
def test_a_bad_line_of_candidates_is_named(tmp_path: Path, line: str, message: str) -> None:
    file = tmp_path / "candidates.jsonl"
    file.write_text(line)

    with pytest.raises(InvalidRequest) as caught:
        read_candidates(file)
    assert message in caught.value.message


def test_a_teacher_accepts_edits_rejects_skips_and_stops() -> None:
    some = [candidate(id=str(n), turns=[f"Question {n}?"]) for n in range(5)]
    typed: Iterator[str] = iter(["x", "a", "e", "A better question?", "r", "s", "q"])

    found = ask(Console(quiet=True), some, lambda prompt: next(typed))

    assert [each.verdict for each in found] == ["accept", "accept", "reject", "", ""]
    assert found[1].case["turns"] == ["A better question?"]


def test_drafts_go_into_a_file_and_what_was_decided_there_is_taken(
    sample_data: Path, tmp_path: Path
) -> None:
    settings = Settings(_env_file=None, data_dir=sample_data, models_dir=MODELS)
    golden, file = tmp_path / "golden.jsonl", tmp_path / "candidates.jsonl"

    assert draft(settings, golden) == "0 accepted, 0 rejected, 0 to decide."  # sample.jsonl has all
    draft(settings, golden, everything=True)
    rows = [json.loads(line) for line in file.read_text().splitlines()]
    rows[0]["verdict"], rows[1]["verdict"] = "accept", "reject"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    summary = draft(settings, golden, everything=True)

    assert summary.startswith(f"1 accepted, 1 rejected, {len(rows) - 2} to decide.")
    assert [case.question for case in read_cases(golden)] == rows[0]["case"]["turns"]
    typed = iter(["r", "a", "q"])
    summary = draft(settings, golden, read=lambda prompt: next(typed))
    assert summary.startswith(f"1 accepted, 1 rejected, {len(rows) - 4} to decide.")
