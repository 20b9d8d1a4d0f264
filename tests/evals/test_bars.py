"""Figures with the bars they have to reach."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from agent.errors import InvalidRequest
from evals.bars import Bar, judged, missed, read_bars
from evals.case_outcome import Outcome
from evals.golden.cases import Case
from evals.report import summary as report
from tests.evals.parts import answered, case, failed, passage, refused, to_refuse

BARS = read_bars()


def held(**fields: object) -> Case:
    return case(split="held-out", **fields)


def premise() -> Case:
    """A question that supposes another length than the exam's 90 minutes."""
    where = case()
    fields = {"kind": "false-premise", "expected": where.expected, "facts": where.facts}
    return to_refuse(split="held-out", **fields)


def verdicts(*outcomes: Outcome) -> dict[str, tuple[float | None, bool | None]]:
    found = judged(BARS, outcomes, "extractive")
    return {each.bar.name: (each.figure.value, each.holds) for each in found}


def test_only_the_half_counts_that_a_bar_is_about() -> None:
    found = verdicts(answered(held()), refused(case()), answered(to_refuse(kind="off-topic")))

    assert found["answerable wrongly refused"] == (0.0, True)
    assert found["key facts complete, of answerable"] == (1.0, True)
    assert found["off-topic refused"] == (None, None)
    assert verdicts(answered(case()))["citations that resolve"] == (1.0, True)


def test_a_missed_threshold_is_one_plain_line() -> None:
    outcomes = [answered(held(), answer="No idea. [1]"), refused(held(), passage(9))]
    found = verdicts(*outcomes)

    assert found["evidence hit@5"] == (0.5, False)
    assert found["answerable wrongly refused"] == (0.5, False)
    assert found["key facts complete, of answerable"] == (0.0, False)
    bar = Bar(name="complete", figure="complete answers", bar=0.65)
    assert missed(judged([bar], outcomes, "llm")) == [
        "complete: 0.000, threshold >= 0.65 (2 counted, held-out)"
    ]


def test_a_goal_that_is_missed_fails_nothing() -> None:
    bar = Bar(name="hit", figure="hit@5", bar=0.5, goal=0.95)
    [found] = judged([bar], [refused(held(), passage()), refused(held(), passage(9))], "llm")

    assert (found.holds, found.reaches_goal, missed([found])) == (True, False, [])


def test_bars_of_the_other_mode_are_left_out() -> None:
    names = {each.bar.name for each in judged(BARS, [], "llm")}

    assert "citations that resolve" in names
    assert "evidence hit@5" not in names


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("bars = [", "is not TOML"),
        ("[[bars]]\nname = 'x'\nfigure = 'hit@5'", "bars.0.bar: is missing"),
        ("[[bars]]\nname = 'x'\nfigure = 'hit@7'\nbar = 1", "there is no figure 'hit@7'"),
        ("[[bars]]\nname = 'x'\nfigure = 'MRR'\nbar = 1\nbra = 1", "bars.0.bra: is unknown"),
        (None, "cannot be read"),
    ],
)
def test_a_bad_file_of_bars_is_named(tmp_path: Path, text: str | None, message: str) -> None:
    file = tmp_path / "bars.toml"
    if text is not None:
        file.write_text(text)

    with pytest.raises(InvalidRequest, match=r"bars\.toml") as caught:
        read_bars(file)
    assert message in caught.value.message


def test_a_false_premise_is_refused_or_corrected() -> None:
    near = to_refuse(kind="near-miss", split="held-out")
    name = "near-miss, false premise refused or corrected"

    assert verdicts(refused(premise()), answered(premise()), refused(near))[name] == (1.0, True)
    agreed = answered(premise(), answer="It takes three hours. [1]")
    assert verdicts(agreed, answered(near), failed(near), refused(near))[name] == (0.25, False)


def test_a_corrected_mistake_is_no_false_answer() -> None:
    agreed = answered(premise(), answer="It takes three hours. [1]")

    assert [str(problem) for problem in report.problems(answered(premise()))] == []
    assert "false answer" in [str(problem) for problem in report.problems(agreed)]


def test_each_way_in_which_a_citation_fails_is_counted_apart() -> None:
    good = answered(held())
    moved = replace(good, citations=[{**good.citations[0], "page": 2}])
    altered = replace(good, citations=[{**good.citations[0], "quote": "The exam"}])
    lost = replace(good, stored={})

    names = [f"citations {each}" for each in ("that resolve", "that quote to the letter")]
    names.append("citations on the right page")
    values = [[verdicts(good, bad)[name][0] for name in names] for bad in (lost, altered, moved)]

    assert values == [[0.5, 0.5, 0.5], [1.0, 0.5, 1.0], [1.0, 1.0, 0.5]]
