"""Does the first search find the evidence? Hit@5 and mean reciprocal rank (Voorhees, 1999).

For a case that needs all its places, the rank is that of the last of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from evals.figure import Figure, Problem, mean, share
from evals.outcome import Outcome, places

CUT = 5


def measure(outcomes: Sequence[Outcome]) -> list[Figure]:
    """Over the answerable cases; evidence that was not found counts 0."""
    ranks = [outcome.rank for outcome in outcomes if outcome.case.answerable]
    return [
        share(f"hit@{CUT}", [rank is not None and rank <= CUT for rank in ranks]),
        mean("MRR", [1 / rank if rank else 0.0 for rank in ranks], "score"),
    ]


def problems(outcome: Outcome) -> list[Problem]:
    """That the evidence was not among the first passages."""
    rank = outcome.rank
    if not outcome.case.answerable or (rank is not None and rank <= CUT):
        return []
    where = f"at rank {rank}" if rank else f"not among {len(outcome.found)} passages"
    return [Problem("evidence not found", 6, f"{where}: {places(outcome.case.expected)}")]
