"""How long do readers wait? Milliseconds, by node and for the whole turn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from agent.types import NodeName
from evals.figure import Figure, Problem, percentile
from evals.outcome import Outcome

PERCENTS = (50, 95)


def measure(outcomes: Sequence[Outcome]) -> list[Figure]:
    """Of the judged turns that came to an end; a node that ran twice counts twice."""
    whole = [outcome for outcome in outcomes if outcome.error is None]
    times = {
        "turn": [outcome.seconds * 1000 for outcome in whole],
        "first token": [o.first_token * 1000 for o in whole if o.first_token is not None],
    }
    steps = [step for outcome in whole for step in outcome.trace]
    for node in get_args(NodeName):
        times[node] = [step["ms"] for step in steps if step["node"] == node]
    return [
        percentile(f"{name} p{percent}", values, percent)
        for name, values in times.items()
        for percent in PERCENTS
    ]


def problems(outcome: Outcome) -> list[Problem]:
    """None: how long is too long depends on the machine."""
    return []
