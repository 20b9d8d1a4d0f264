"""Ids of passages tell their place in the document."""

from __future__ import annotations

from agent.passage_id import beside, distance, ordinal


def test_the_places_of_passages() -> None:
    assert ordinal("doc:v1:7") == 7
    assert ordinal("no place") is None
    assert (beside("doc:v1:7", 1), beside("doc:v1:7", -1)) == ("doc:v1:8", "doc:v1:6")
    assert beside("doc:v1:0", -1) is None
    assert beside("no place", 1) is None
    assert distance("doc:v1:7", "doc:v1:4") == 3
    assert distance("doc:v1:7", "doc:v2:7") == float("inf")
    assert distance("no place", "no place") == float("inf")
