"""Which path did the turns take through the graph?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from evals.case_outcome import Outcome
from evals.figure import Measure, Metric


def paths(outcomes: Sequence[Outcome]) -> list[tuple[str, int]]:
    """Each path and its count, the commonest first."""
    counted = Counter(" > ".join(outcome.path) for outcome in outcomes if outcome.path)
    return counted.most_common()


def _straight(outcome: Outcome) -> list[float]:
    return [float("rewrite_query" not in outcome.path)] if outcome.answered else []


def _taken_back(outcome: Outcome) -> list[float]:
    if "verify" not in outcome.path:
        return []
    return [float("refuse" in outcome.path)]


METRIC = Metric(
    [
        Measure(
            "rewrites",
            lambda o: [float(o.path.count("rewrite_query"))] if o.path else [],
            "mean",
            better="lower",
        ),
        Measure("answered at the first search", _straight),
        Measure("drafts taken back", _taken_back, better="lower"),
    ],
    meanings={
        "rewrites": "searches again in other words, per turn",
        "answered at the first search": "answers that needed no other words",
        "drafts taken back": "drafts not supported by their passages, and refused",
    },
)
