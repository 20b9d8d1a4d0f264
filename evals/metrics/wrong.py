"""Wrong: answered with none of the key facts, or with something that no answer may say."""

from __future__ import annotations

from evals.figure import Measure, Metric, Problem
from evals.metrics.facts import said_forbidden
from evals.metrics.verdict import verdict
from evals.outcome import Outcome

WRONG = "wrong"


def problems(outcome: Outcome) -> list[Problem]:
    """That an answer says what it must not; one without any fact has its missing facts listed."""
    if outcome.case.wanted != "answer" or verdict(outcome) != "wrong":
        return []
    if said := said_forbidden(outcome):
        return [Problem("wrong answer", 1, f"says {', '.join(said)}")]
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
