"""Does the grader keep the right passages? Precision and recall over passages.

A passage is right that stands at an expected place and says a key fact. One at such a place that
says none is not counted: its section may be long. Anything else is wrong, also for questions that
ought to be refused, where keeping any is a mistake.
"""

from __future__ import annotations

from agent.types import Passage
from evals.figure import Measure, Metric
from evals.metrics.facts import says
from evals.outcome import Outcome


def right(outcome: Outcome, passage: Passage) -> bool | None:
    """Whether a passage helps to answer; None where that is not known."""
    if not any(place.holds(passage) for place in outcome.case.expected):
        return False
    forms = [form for fact in outcome.case.facts for form in fact]
    return True if any(says(passage["text"], form) for form in forms) else None


def _precision(outcome: Outcome) -> list[float]:
    verdicts = [right(outcome, passage) for passage in outcome.graded if passage["relevant"]]
    return [float(verdict) for verdict in verdicts if verdict is not None]


def _recall(outcome: Outcome) -> list[float]:
    return [float(bool(p["relevant"])) for p in outcome.graded if right(outcome, p)]


METRIC = Metric(
    [Measure("grader precision", _precision), Measure("grader recall", _recall)],
    meanings={
        "grader precision": "of the passages kept for answering, those that hold the answer",
        "grader recall": "of the passages that hold the answer, those kept",
    },
)
