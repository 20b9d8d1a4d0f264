"""Does the grader keep the right passages? Precision and recall over passages.

A passage is right if it is at an expected place and has a key fact. One at such a place without a
key fact is not counted: its section may be long. Any other is wrong, also for questions to refuse,
for which keeping any passage is a mistake.
"""

from __future__ import annotations

from agent.types import Passage
from evals.case_outcome import Outcome
from evals.figure import Measure, Metric
from evals.metrics.facts import contains


def right(outcome: Outcome, passage: Passage) -> bool | None:
    """Whether a passage helps to answer; None if that is unknown."""
    if not any(place.holds(passage) for place in outcome.case.expected):
        return False
    forms = [form for fact in outcome.case.facts for form in fact]
    return True if any(contains(passage["text"], form) for form in forms) else None


def _precision(outcome: Outcome) -> list[float]:
    verdicts = [right(outcome, passage) for passage in outcome.graded if passage["relevant"]]
    return [float(verdict) for verdict in verdicts if verdict is not None]


def _recall(outcome: Outcome) -> list[float]:
    return [float(bool(p["relevant"])) for p in outcome.graded if right(outcome, p)]


METRIC = Metric(
    [Measure("grader precision", _precision), Measure("grader recall", _recall)],
    meanings={
        "grader precision": "of the passages kept for answering, those that have the answer",
        "grader recall": "of the passages that have the answer, those kept",
    },
)
