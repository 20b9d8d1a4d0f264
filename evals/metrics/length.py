"""How long are the answers? Quoting everything nearby finds more facts, and shows here."""

from __future__ import annotations

from evals.case_outcome import Outcome
from evals.figure import Measure, Metric
from evals.metrics.citations import without_markers

WORDS = "answer length, median"


def _words(outcome: Outcome) -> list[float]:
    if not outcome.answered or outcome.case.wanted != "answer":
        return []
    return [float(len(without_markers(outcome.answer).split()))]


METRIC = Metric(
    [Measure(WORDS, _words, "words", "lower", 50)],
    meanings={WORDS: "words of an answer, citation markers left out"},
)
