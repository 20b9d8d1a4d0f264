"""The gain of each passage of a ranking, for recall@k and nDCG@k."""

from __future__ import annotations

from evals.case_outcome import Outcome


def gains(outcome: Outcome) -> tuple[list[int], int]:
    """1 for each passage with a needed place that no earlier one has, else 0; and the number of
    needed places: all expected ones if the case requires all, else any one."""
    expected = outcome.case.expected
    left = [{n} for n in range(len(expected))] if outcome.case.all else [set(range(len(expected)))]
    needed = len(left)
    found: list[int] = []
    for passage in outcome.found:
        here = {n for n, place in enumerate(expected) if place.holds(passage)}
        new = next((need for need in left if need & here), None)
        if new is not None:
            left.remove(new)
        found.append(int(new is not None))
    return found, needed
