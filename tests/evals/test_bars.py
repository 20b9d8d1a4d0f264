"""Figures with the bars they have to reach."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from evals import report, terminal
from evals.bars import judged
from evals.cases import Case
from evals.outcome import Outcome
from tests.evals.parts import answered, case, failed, passage, refused, to_refuse
from tests.evals.test_report import RUN


def held(**fields: object) -> Case:
    return case(split="held-out", **fields)


def premise() -> Case:
    """A question that supposes another length than the exam's 90 minutes."""
    where = case()
    fields = {"kind": "false-premise", "expected": where.expected, "facts": where.facts}
    return to_refuse(split="held-out", **fields)


def verdicts(*outcomes: Outcome) -> dict[str, tuple[float | None, bool | None]]:
    return {each.bar.name: (each.figure.value, each.holds) for each in judged(outcomes)}


def test_only_the_held_out_half_counts() -> None:
    told = verdicts(answered(held()), refused(case()), answered(to_refuse(kind="off-topic")))

    assert told["answerable wrongly refused"] == (0.0, True)
    assert told["key facts complete, of answerable"] == (1.0, True)
    assert told["off-topic refused"] == (None, None)
    assert verdicts(answered(case())) == {}


def test_a_missed_bar_is_told() -> None:
    told = verdicts(answered(held(), answer="No idea. [1]"), refused(held(), passage(9)))

    assert told["evidence hit@5"] == (0.5, False)
    assert told["answerable wrongly refused"] == (0.5, False)
    assert told["key facts complete, of answerable"] == (0.0, False)


def test_a_false_premise_is_refused_or_corrected() -> None:
    near = to_refuse(kind="near-miss", split="held-out")
    name = "near-miss, false premise refused or corrected"

    assert verdicts(refused(premise()), answered(premise()), refused(near))[name] == (1.0, True)
    agreed = answered(premise(), answer="It takes three hours. [1]")
    assert verdicts(agreed, answered(near), failed(near), refused(near))[name] == (0.25, False)


def test_a_corrected_mistake_is_no_false_answer() -> None:
    agreed = answered(premise(), answer="It takes three hours. [1]")

    assert [str(problem) for problem in report.problems(answered(premise()))] == []
    assert [str(problem) for problem in report.problems(agreed)] == ["false answer"]


def test_each_way_in_which_a_citation_fails_is_counted_apart() -> None:
    good = answered(held())
    moved = replace(good, citations=[{**good.citations[0], "page": 2}])
    altered = replace(good, citations=[{**good.citations[0], "quote": "The exam"}])
    lost = replace(good, stored={})

    names = [f"citations {each}" for each in ("that resolve", "that quote to the letter")]
    names.append("citations on the right page")
    values = [[verdicts(good, bad)[name][0] for name in names] for bad in (lost, altered, moved)]

    assert values == [[0.5, 0.5, 0.5], [1.0, 0.5, 1.0], [1.0, 1.0, 0.5]]


def test_bars_are_printed_and_written_where_a_half_is_held_out() -> None:
    outcomes = [refused(held())]
    screen = io.StringIO()
    named = report.figures(outcomes)

    terminal.show(Console(file=screen, width=80), RUN, named, outcomes, Path("report.json"))

    shown = " ".join(screen.getvalue().split())
    assert "answerable wrongly refused 100.0% <=8.0% MISSED 1" in shown
    written = report.document(RUN, outcomes)["bars"]
    assert {"name": "evidence hit@5", "value": 0.0, "of": 1, "at least": 0.95, "holds": False} in (
        written
    )
