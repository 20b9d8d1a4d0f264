"""Figures by group, the files that are written, and the lines about what failed."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from evals import report, terminal
from evals.report import Run
from tests.evals.parts import answered, case, failed, passage, refused, to_refuse

RUN = Run(
    cases_file="cases.jsonl",
    mode="extractive",
    model=None,
    embedding="MiniLM",
    documents=2,
    chunks=9,
    parallel=1,
    started_at=datetime(2026, 11, 22, 12, 0, 5, tzinfo=UTC),
    seconds=1.5,
)
OUTCOMES = [
    answered(case(id="good")),
    refused(case(id="shy", split="held-out"), passage()),
    answered(to_refuse(id="bold", kind="near-miss")),
    failed(case(id="lost", kind="compare")),
]


def test_figures_are_given_for_all_for_each_split_and_for_each_kind() -> None:
    named = report.figures(OUTCOMES)

    assert set(named) == {"all", "train", "held-out", "single-fact", "near-miss", "compare"}
    assert named["all"]["false refusals"].value == 0.5
    assert named["held-out"]["false refusals"].value == 1
    assert named["near-miss"]["false answers"].value == 1
    assert named["near-miss"]["hit@5"].value is None


def test_the_report_is_written_twice_and_holds_every_case(tmp_path: Path) -> None:
    path = report.write(report.document(RUN, OUTCOMES), tmp_path / "evals")

    assert path == tmp_path / "evals" / "20261122T120005Z" / "report.json"
    assert path.read_text() == (tmp_path / "evals" / "latest.json").read_text()
    written = json.loads(path.read_text())
    assert written["figures"]["all"]["hit@5"]["of"] == 3
    assert written["confusion"]["to refuse"] == {"answered": 1, "refused": 0, "failed": 0}
    shy = written["cases"][1]
    assert (shy["status"], shy["wrong"], shy["rank"]) == ("refused", ["false refusal"], 1)
    assert shy["turns"] == ["How long is the exam?"]


def test_what_failed_is_listed_the_gravest_first() -> None:
    lines = terminal.failures(OUTCOMES)

    assert [line.split("  (")[0] for line in lines] == [
        "failed turn: 1",
        "  lost  How long is the exam?",
        "false answer: 1",
        "  bold  How long is the exam?",
        "false refusal: 1",
        "  shy  How long is the exam?",
    ]


def test_few_lines_are_printed_however_much_failed() -> None:
    lines = terminal.failures([*OUTCOMES * 50, answered(case(), passage(2), answer="No. [1]")])

    assert len(lines) <= terminal.MOST_LINES
    assert "false refusal: 50" in lines


def test_the_terminal_shows_figures_and_where_the_rest_is() -> None:
    screen = io.StringIO()
    console = Console(file=screen, width=80)

    terminal.show(console, RUN, report.figures(OUTCOMES), OUTCOMES, Path("report.json"))

    shown = screen.getvalue()
    assert "4 questions from cases.jsonl" in shown
    assert "near-miss" in shown
    assert "Everything is in report.json" in shown
    assert max(map(len, shown.splitlines()[2:])) <= 80


def test_all_right_is_said_too() -> None:
    assert terminal.failures(OUTCOMES[:1]) == ["Nothing was wrong."]
