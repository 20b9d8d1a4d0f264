import pytest

from agent.search.fusion import fuse
from tests.agent.parts import passage


def hit(number: int, dense: float, bm25: float | None = None):
    return passage(number, "x", dense=dense, bm25=bm25)


def test_scores_of_both_arms_add_up() -> None:
    fused = fuse([hit(1, 0.8), hit(2, 0.6)], [hit(2, 0.6, 9.0), hit(3, 0.2, 3.0)], words=0.4)
    assert [p["page"] for p in fused] == [2, 1, 3]
    assert [p["score"] for p in fused] == pytest.approx([0.6 * 0.75 + 0.4, 0.6, 0.15 + 0.4 / 3])
    assert [(p["dense"], p["bm25"]) for p in fused] == [(0.6, 9.0), (0.8, None), (0.2, 3.0)]


def test_one_arm_alone_and_none() -> None:
    assert [p["page"] for p in fuse([], [hit(3, 0.2, 3.0)])] == [3]
    assert [p["page"] for p in fuse([hit(1, -0.1), hit(2, -0.2)], [])] == [1, 2]
    assert fuse([], []) == []


def test_the_hits_themselves_stay_as_they_are() -> None:
    found = hit(1, 0.8)
    fuse([found], [hit(1, 0.8, 5.0)])
    assert found["bm25"] is None
