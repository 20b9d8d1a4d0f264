"""Reading a file of questions, and saying what is wrong with it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from agent.errors import InvalidRequest
from evals.golden.cases import read_cases

GOOD: dict[str, Any] = {
    "id": "one",
    "kind": "single-fact",
    "turns": ["When is the exam?"],
    "answerable": True,
    "expected": [{"source": "a/notes.md", "section": "Exams"}],
    "facts": [["9 December"]],
    "split": "train",
}


def write(folder: Path, *lines: dict[str, Any] | str) -> Path:
    path = folder / "cases.jsonl"
    text = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("\n".join(text) + "\n", encoding="utf-8")
    return path


def test_empty_lines_are_passed_over(tmp_path: Path) -> None:
    cases = read_cases(write(tmp_path, GOOD, "", GOOD | {"id": "two", "course": "a"}))

    assert [(case.id, case.course) for case in cases] == [("one", None), ("two", "a")]
    assert cases[0].question == "When is the exam?"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", ":2: not JSON"),
        ("[]", ":2: the case: must be an object"),
        (GOOD | {"id": "two", "turns": []}, ":2: turns: "),
        (GOOD | {"id": "two", "kindd": "x"}, ":2: kindd: is unknown"),
        (GOOD | {"id": "two", "expected": []}, "an answerable question needs"),
        (GOOD | {"id": "two", "kind": "small-talk"}, "small-talk cannot be answerable"),
        (GOOD | {"id": "two", "style": "essay"}, ":2: style: "),
        (GOOD | {"id": "two", "answerable": False}, "a question to refuse has no"),
        (GOOD | {"id": "two", "expected": [{"source": "a"}]}, "either a page or a section"),
        (GOOD | {"id": "two", "split": "test"}, ":2: split: "),
        (GOOD, "cases.jsonl:2: the id 'one' is already on line 1"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: dict[str, Any] | str, message: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        read_cases(write(tmp_path, GOOD, line))

    assert message in caught.value.message
    assert caught.value.fix


def test_a_file_that_is_missing_empty_or_not_text_is_named(tmp_path: Path) -> None:
    binary = tmp_path / "cases.bin"
    binary.write_bytes(b"\xff\xfe\x00")

    for path, message in [
        (tmp_path / "none.jsonl", "none.jsonl cannot be read: No such file"),
        (tmp_path, "cannot be read: Is a directory"),
        (write(tmp_path, ""), "There are no questions in"),
        (binary, "is not UTF-8 text"),
    ]:
        with pytest.raises(InvalidRequest, match=message):
            read_cases(path)
