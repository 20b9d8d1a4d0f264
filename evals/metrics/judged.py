"""A language model's judgement of the answers, if requested (`evals/judging/judge.py`)."""

from __future__ import annotations

from evals.figure import Measure, Metric

NAMES = {
    "faithfulness": "statements of the answer that its passages imply, as a model judges",
    "factual correctness": "agreement with the key facts, as a model judges",
}


def _measure(name: str) -> Measure:
    return Measure(name, lambda o: [o.judged[name]] if name in o.judged else [], "score")


METRIC = Metric([_measure(name) for name in NAMES], meanings=NAMES)
