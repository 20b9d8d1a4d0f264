"""Which passages of a ranking bring something new: what recall@k and nDCG@k are counted from."""

from __future__ import annotations

from evals.outcome import Outcome


def gains(outcome: Outcome) -> tuple[list[int], int]:
    """1 for each passage that shows a needed place for the first time, else 0; and how many are
    needed: every expected place where the case needs all, else one, whichever it is."""
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
