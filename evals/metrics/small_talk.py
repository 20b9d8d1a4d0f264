"""Do messages that are not about the materials get a reply without them?"""

from __future__ import annotations

from evals.case_outcome import Outcome
from evals.figure import Measure, Metric, Problem
from evals.metrics.verdict import verdict

NEVER_CITES = "replies without citations"


def problems(outcome: Outcome) -> list[Problem]:
    """Quotes of the materials, or a refusal, instead of a reply."""
    if outcome.case.wanted != "reply":
        return []
    texts = {"wrong": "quotes the materials", "refused": "refused instead of replying"}
    found = texts.get(verdict(outcome))
    return [Problem(found, 1 if outcome.citations else 3)] if found else []


def _never_cites(outcome: Outcome) -> list[float]:
    return [float(not outcome.citations)] if outcome.case.wanted == "reply" else []


METRIC = Metric(
    [Measure(NEVER_CITES, _never_cites)],
    problems,
    {NEVER_CITES: "of small talk, talk about the conversation and other languages, uncited"},
)
