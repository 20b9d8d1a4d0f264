"""hit@k (success@k): is the evidence among the first k passages of the first search?

A case that requires all its places is a hit if all of them are among the first k.
"""

from __future__ import annotations

from evals.case_outcome import Outcome, places
from evals.figure import Measure, Metric, Problem

CUTS = (1, 5)


def hit(rank: int | None, cut: int) -> float:
    """1 for a rank up to the cut, else 0; for no rank, 0."""
    return float(rank is not None and rank <= cut)


def problems(outcome: Outcome) -> list[Problem]:
    """Evidence that was not among the first passages."""
    rank = outcome.rank
    if not outcome.case.answerable or hit(rank, CUTS[-1]):
        return []
    where = f"at rank {rank}" if rank else f"not among {len(outcome.found)} passages"
    return [Problem("evidence not found", 6, f"{where}: {places(outcome.case.expected)}")]


def _measure(cut: int) -> Measure:
    return Measure(f"hit@{cut}", lambda o: [hit(o.rank, cut)] if o.case.answerable else [], "share")


METRIC = Metric(
    [_measure(cut) for cut in CUTS],
    problems,
    {
        "hit@1": "the first passage found has the answer",
        "hit@5": "the first five passages found have the answer",
    },
)
