"""MRR: mean reciprocal rank of the evidence in the first search (Voorhees, TREC-8, 1999).

For a case that requires all its places, the rank is that of the last of them.
"""

from __future__ import annotations

from evals.figure import Measure, Metric


def reciprocal_rank(rank: int | None) -> float:
    """1 / rank; 0 if the evidence was not found."""
    return 1 / rank if rank else 0.0


METRIC = Metric(
    [Measure("MRR", lambda o: [reciprocal_rank(o.rank)] if o.case.answerable else [], "score")],
    meanings={"MRR": "how high the evidence ranks: 1 always first, 0.5 always second"},
)
