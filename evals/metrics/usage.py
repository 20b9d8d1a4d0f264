"""What do answers cost? Calls and tokens of the language model."""

from __future__ import annotations

from collections.abc import Sequence

from evals.figure import Figure, Problem, mean
from evals.outcome import Outcome


def measure(outcomes: Sequence[Outcome]) -> list[Figure]:
    """Means over the judged turns that came to an end."""
    used = [outcome.usage for outcome in outcomes if outcome.error is None]
    return [
        mean("model calls", [usage["llm_calls"] for usage in used], "mean"),
        mean("prompt tokens", [usage["prompt_tokens"] for usage in used], "mean"),
        mean("cached tokens", [usage["cached_tokens"] for usage in used], "mean"),
        mean("completion tokens", [usage["completion_tokens"] for usage in used], "mean"),
    ]


def problems(outcome: Outcome) -> list[Problem]:
    """None: there is no limit."""
    return []
