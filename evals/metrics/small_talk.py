"""Is what is no question about the materials replied to without them?"""

from __future__ import annotations

from evals.figure import Measure, Metric, Problem
from evals.metrics.verdict import verdict
from evals.outcome import Outcome

NEVER_CITES = "replies without citations"


def problems(outcome: Outcome) -> list[Problem]:
    """That the materials were quoted, or the message refused, where a reply was due."""
    if outcome.case.wanted != "reply":
        return []
    said = {"wrong": "quotes the materials", "refused": "refused where a reply was due"}
    found = said.get(verdict(outcome))
    return [Problem(found, 1 if outcome.citations else 3)] if found else []


def _never_cites(outcome: Outcome) -> list[float]:
    return [float(not outcome.citations)] if outcome.case.wanted == "reply" else []


METRIC = Metric(
    [Measure(NEVER_CITES, _never_cites)],
    problems,
    {NEVER_CITES: "of small talk, talk about the conversation and other languages, uncited"},
)
