"""Do the answers cite the places where the answer stands?"""

from __future__ import annotations

from collections.abc import Sequence

from evals.figure import Figure, Problem, share
from evals.outcome import Outcome, places


def measure(outcomes: Sequence[Outcome]) -> list[Figure]:
    """Over the answerable cases that were answered."""
    given = [outcome for outcome in outcomes if outcome.case.answerable and outcome.answered]
    return [share("evidence cited", [outcome.cites_evidence for outcome in given])]


def problems(outcome: Outcome) -> list[Problem]:
    """That an answer cites other places only."""
    if not (outcome.case.answerable and outcome.answered) or outcome.cites_evidence:
        return []
    return [Problem("evidence not cited", 5, places(outcome.case.expected))]
