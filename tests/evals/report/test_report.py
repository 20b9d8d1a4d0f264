"""Figures by group, the reports that are written, and the lines about what failed."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from evals.bars import judged, read_bars
from evals.case_outcome import Outcome
from evals.report import html_page, markdown, terminal
from evals.report import summary as report
from evals.report.compare import compare
from evals.report.kind_table import kind_tables, listed, rows
from evals.report.summary import Run
from evals.running import Ran
from tests.evals.parts import answered, case, failed, passage, refused, to_refuse

RUN = Run(
    run_id="20261122T120005Z",
    cases_file="cases.jsonl",
    mode="extractive",
    model=None,
    embedding="MiniLM",
    documents=2,
    chunks=9,
    parallel=1,
    seed=0,
    started_at=datetime(2026, 11, 22, 12, 0, 5, tzinfo=UTC),
    seconds=1.5,
)
OUTCOMES = [
    answered(case(id="good")),
    refused(case(id="shy", split="held-out"), passage()),
    answered(to_refuse(id="bold", kind="near-miss", split="held-out")),
    failed(case(id="lost", kind="compare")),
]
BARS = read_bars()
REPORT = report.document(RUN, OUTCOMES, BARS)
BETTER = [OUTCOMES[0], answered(case(id="shy", split="held-out")), *OUTCOMES[2:]]
COMPARED = compare(REPORT, report.document(RUN, BETTER, BARS), seed=0)


def figures(*outcomes: Outcome) -> report.Figures:
    return report.figures(outcomes, [report.added(outcome) for outcome in outcomes])


def test_figures_are_given_for_all_for_each_split_and_for_each_kind() -> None:
    named = figures(*OUTCOMES)

    assert set(named) == {"all", "train", "held-out", "single-fact", "near-miss", "compare"}
    assert named["all"]["false refusals"].value == 0.5
    assert named["held-out"]["false refusals"].value == 1
    assert named["near-miss"]["false answers"].value == 1
    assert named["near-miss"]["hit@5"].value is None


def test_several_sets_have_figures_of_their_own_half_by_half() -> None:
    named = figures(OUTCOMES[0], replace(OUTCOMES[1], set="natural"))

    assert {"sample", "sample train", "natural", "natural held-out"} <= set(named)
    assert named["natural held-out"]["false refusals"].value == 1
    assert named["sample"]["false refusals"].value == 0


def test_what_became_of_each_kind_is_counted_by_set_and_half() -> None:
    asked = [*OUTCOMES, answered(case(id="no"), answer="No idea. [1]")]
    asked.append(replace(asked[0], set="natural"))

    tables = dict(kind_tables([row.packed() for row in rows(asked)]))

    halves = [["3", "33%", "-", "33%", "-"], ["1", "-", "-", "-", "100%"]]
    assert tables["sample"][0] == ("to answer", True, [*halves[0], *halves[1]])
    to_refuse_row = ("to refuse", True, ["-"] * 5 + ["1", "-", "-", "100%", "-"])
    assert tables["sample"][1] == to_refuse_row
    assert [kind for kind, whole, _ in tables["sample"] if not whole] == [
        "single-fact", "near-miss", "compare",
    ]  # fmt: skip
    assert tables["natural"][0][2] == ["1", "100%", "-", "-", "-"] + ["-"] * 5


def test_held_out_questions_are_in_figures_and_in_no_list() -> None:
    screen = io.StringIO()
    both = [OUTCOMES[0], answered(case(id="no"), answer="No idea. [1]"), OUTCOMES[1]]
    whole = report.document(RUN, both, BARS)
    back = compare(report.document(RUN, BETTER), whole, seed=0)
    ran = Ran(RUN, both, whole, [], back, Path("report.html"))

    for whole_failures in (False, True):
        terminal.show(Console(file=screen, width=80), ran, whole=whole_failures)
    printed = screen.getvalue() + markdown.render(whole | {"comparison": back.packed()})

    assert "For the 1 held-out questions only figures are printed." in printed
    assert "> No idea. [1]" in printed
    assert "- `no` How long is the exam?: wrong answer: none of the key facts" in printed
    assert "Broken: 1" in printed
    assert "shy" not in printed


def test_the_held_out_half_of_our_own_set_is_listed_nowhere_when_asked_alone() -> None:
    shy = replace(OUTCOMES[1], set="natural")
    assert listed(report.document(RUN, [shy], BARS)["cases"]) == set()
    theirs = replace(shy, set="my-questions")
    assert listed(report.document(RUN, [theirs], BARS)["cases"]) == {"shy"}


def test_the_report_holds_every_case() -> None:
    assert REPORT["figures"]["all"]["hit@5"]["of"] == 3
    assert REPORT["confusion"]["to refuse"] == {"answered": 1, "refused": 0, "failed": 0}
    shy = REPORT["cases"][1]
    assert (shy["status"], shy["wrong"], shy["rank"]) == ("refused", ["false refusal"], 1)
    assert shy["turns"] == ["How long is the exam?"]
    assert shy["values"]["false refusals"] == [1.0]
    assert any(line.startswith("answerable wrongly refused: 1.000") for line in REPORT["missed"])


def test_two_runs_are_compared_case_by_case() -> None:
    back = compare(report.document(RUN, BETTER), report.document(RUN, OUTCOMES), seed=0)

    assert [(each.id, each.what) for each in COMPARED.mended] == [("shy", ["false refusal"])]
    assert COMPARED.broken == []
    assert [each.id for each in back.broken] == ["shy"]
    moved = {each.name: (each.delta, each.of) for each in COMPARED.differences if each.delta}
    assert moved["false refusals"] == (-0.5, 2)
    assert COMPARED.only_here == COMPARED.only_there == 0
    fewer = compare(REPORT, report.document(RUN, OUTCOMES[1:]), seed=0)
    assert (fewer.only_here, fewer.only_there) == (0, 1)


def test_the_page_needs_nothing_else_and_shows_every_case_with_its_trace() -> None:
    step = {"node": "retrieve", "ms": 12.5, "detail": {"query": "<b>exam</b> & co"}}
    nasty = replace(OUTCOMES[0], answer="<script>alert(1)</script>", trace=[step])
    whole = report.document(RUN, [nasty, *OUTCOMES[1:]], BARS)

    shown = html_page.render(whole | {"comparison": COMPARED.packed()})

    for outcome in OUTCOMES:
        assert f'<details class="case" id="{outcome.case.id}"' in shown
    assert "<svg" in shown
    assert "12.5 ms" in shown
    assert "wrongly refused: 1" in shown
    assert "Mended: 1" in shown
    assert "metrics are below threshold" in shown
    assert "alert(1)&lt;/script&gt;" in shown
    assert "<script>alert" not in shown
    assert not any(outside in shown for outside in (" src=", "url(", "@import", "http://"))


def test_the_page_bears_cases_without_bars_or_evidence() -> None:
    shown = html_page.render(report.document(RUN, [refused(to_refuse(id="only"))]))

    assert 'id="only"' in shown
    assert "Thresholds and goals" not in shown


def test_markdown_has_bars_changes_and_what_went_wrong() -> None:
    shown = markdown.render(REPORT | {"comparison": COMPARED.packed()})

    assert (
        "| answerable wrongly refused | 100.0% | <= 13.0% | **MISSED** | 8.0% | not yet |" in shown
    )
    assert "Mended: 1" in shown
    assert "- `lost` How long is the exam?: failed turn" in shown


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


def test_the_terminal_shows_figures_bars_changes_and_where_the_rest_is() -> None:
    screen = io.StringIO()
    found = judged(BARS, OUTCOMES, "extractive")
    ran = Ran(RUN, OUTCOMES, REPORT, found, COMPARED, Path("report.html"))

    terminal.show(Console(file=screen, width=80), ran)

    shown = screen.getvalue()
    assert "4 questions from cases.jsonl" in shown
    assert "near-miss" in shown
    assert "Full report: report.html" in shown
    plain = " ".join(shown.split())
    assert "answerable wrongly refused 100.0% <=13.0% MISSED 8.0% not yet 1" in plain
    assert "Compared with 20261122T120005Z: 0 worse, 1 fixed" in plain
    assert max(map(len, shown.splitlines()[2:])) <= 80


def test_a_clean_result_is_reported_too() -> None:
    assert terminal.failures(OUTCOMES[:1]) == ["No problems."]
