"""Wrong: answered with none of the key facts, or with something forbidden."""

from __future__ import annotations

from evals.case_outcome import Outcome
from evals.figure import Measure, Metric, Problem
from evals.metrics.facts import forbidden_content
from evals.metrics.verdict import verdict

WRONG = "wrong"


def problems(outcome: Outcome) -> list[Problem]:
    """Forbidden content of an answer, or the lack of any key fact."""
    if outcome.case.wanted != "answer" or verdict(outcome) != "wrong":
        return []
    if found := forbidden_content(outcome):
        return [Problem("wrong answer", 1, f"has {', '.join(found)}")]
    return [Problem("wrong answer", 1, "none of the key facts")]


def _wrong(outcome: Outcome) -> list[float]:
    if outcome.case.wanted != "answer":
        return []
    return [float(verdict(outcome) == "wrong")]


METRIC = Metric(
    [Measure(WRONG, _wrong, better="lower")],
    problems,
    {WRONG: "of questions to answer, those answered without any key fact or with a forbidden one"},
)
