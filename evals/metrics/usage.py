"""The cost of answers: calls and tokens of the language model."""

from __future__ import annotations

from typing import Literal

from evals.figure import Measure, Metric

_Count = Literal["llm_calls", "prompt_tokens", "cached_tokens", "completion_tokens"]
_NAMES: dict[_Count, str] = {
    "llm_calls": "model calls",
    "prompt_tokens": "prompt tokens",
    "cached_tokens": "cached tokens",
    "completion_tokens": "completion tokens",
}


def _measure(key: _Count, name: str) -> Measure:
    return Measure(name, lambda o: [o.usage[key]] if o.error is None else [], "mean", "lower")


METRIC = Metric(
    [_measure(key, name) for key, name in _NAMES.items()],
    meanings={"cached tokens": "part of the prompt that the server had cached"},
)
