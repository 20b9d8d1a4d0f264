"""The place that a follow-up comes from: it is often answered right beside the last quotes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from agent.passage_id import distance
from agent.types import Passage

MOST = 10
"""Passages of the documents quoted last that join the candidates of a follow-up."""
BESIDE = 3
"""Distance in chunks up to which a passage is beside a quote."""
BONUS = 2.0
"""For the rank of a passage beside a quote."""


def beside(passage: Passage, quoted: Iterable[str]) -> bool:
    """Whether a passage is one of those quoted, by their ids, or within `BESIDE` chunks of one."""
    return any(distance(passage["id"], other) <= BESIDE for other in quoted)


def preferred(passages: Sequence[Passage], quoted: Collection[str]) -> list[Passage]:
    """Ranked passages, with those beside the quoted ones further ahead."""
    scored = [
        passage | {"score": passage["score"] + BONUS * beside(passage, quoted)}
        for passage in passages
    ]
    return sorted(scored, key=lambda passage: passage["score"], reverse=True)
