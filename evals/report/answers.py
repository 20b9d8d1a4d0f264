"""Answers as Markdown for reading one by one, each with its expected result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]

EXPECTED = {
    "answer": "an answer",
    "exercise": "a quiz or a hint that does not show the solution",
    "reply": "a reply without citations",
    "refusal": "a refusal, or a correction",
}


def page(run_id: str, rows: Sequence[Row]) -> str:
    """The page of numbered answers; `rows` are cases of a report."""
    head = (
        f"# {len(rows)} answers of {run_id}\n\n"
        "Write a word after *by eye*: right, partial, wrong or refused.\n"
    )
    return "\n".join([head, *(_one(n, row) for n, row in enumerate(rows, start=1))])


def _one(number: int, row: Row) -> str:
    course = f", in {row['course']}" if row["course"] else ""
    lines = [f"## {number}. {row['id']} ({row['kind']}{course})", ""]
    lines += [f"*asked before*: {turn}\n" for turn in row["turns"][:-1]]
    lines += [_quoted(row["turns"][-1]), "", f"*{row['status']}*:", ""]
    lines += [row["answer"] or row["error"] or "", ""]
    lines += [_cited(each) for each in row["citations"]]
    lines += ["", f"*expected*: {EXPECTED[row['wanted']]}"]
    lines += [f"- has {' / '.join(forms)}" for forms in row["facts"]]
    lines += [f"- does not have {text}" for text in row["forbidden"]]
    wrong = f" ({'; '.join(row['wrong'])})" if row["wrong"] else ""
    return "\n".join([*lines, "", f"*computed*: {row['verdict']}{wrong}", "", "*by eye*: ", ""])


def _cited(citation: Mapping[str, Any]) -> str:
    page_number = f", p. {citation['page']}" if citation["page"] else ""
    section = f", {citation['section']}" if citation["section"] else ""
    place = f"{citation['source']}{page_number}{section}"
    return f"[{citation['n']}] {place}\n\n{_quoted(citation['quote'])}\n"


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.split("\n"))
