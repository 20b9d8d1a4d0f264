import pytest

from agent.fusion import reciprocal_rank_fusion
from tests.agent.parts import passage


def test_ranks_of_both_arms_add_up() -> None:
    a, b, c = (passage(n, "x") for n in (1, 2, 3))
    dense = [a | {"bm25": None, "dense": 0.9}, b | {"bm25": None, "dense": 0.8}]
    bm25 = [b | {"bm25": 7.0, "dense": None}, c | {"bm25": 3.0, "dense": None}]
    fused = reciprocal_rank_fusion(dense, bm25, k=10)
    assert [p["id"] for p in fused] == [b["id"], a["id"], c["id"]]
    assert fused[0]["score"] == pytest.approx(1 / 12 + 1 / 11)
    assert (fused[0]["dense"], fused[0]["bm25"]) == (0.8, 7.0)
    assert (fused[1]["dense"], fused[1]["bm25"]) == (0.9, None)
