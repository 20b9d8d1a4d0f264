"""How long do readers wait? Milliseconds to the first token, in total, and by node."""

from __future__ import annotations

from collections.abc import Callable

from agent.graph import node_names, outline
from evals.case_outcome import Outcome
from evals.figure import Measure, Metric, Values

PERCENTS = (50, 95)


def _turn(outcome: Outcome) -> Values:
    return [outcome.seconds * 1000] if outcome.error is None else []


def _first_token(outcome: Outcome) -> Values:
    known = outcome.error is None and outcome.first_token is not None
    return [(outcome.first_token or 0.0) * 1000] if known else []


def _node(name: str) -> Callable[[Outcome], Values]:
    """A node that ran twice counts twice."""
    return lambda o: [s["ms"] for s in o.trace if s["node"] == name] if o.error is None else []


_TIMES: dict[str, Callable[[Outcome], Values]] = {"first token": _first_token, "turn": _turn}
_TIMES |= {node: _node(node) for node in node_names(outline())}

METRIC = Metric(
    [
        Measure(f"{name} p{percent}", values, "ms", "lower", percent)
        for name, values in _TIMES.items()
        for percent in PERCENTS
    ],
    meanings={"first token": "until the first word shows", "turn": "until the last word shows"},
)
