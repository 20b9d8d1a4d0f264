"""The registry of metrics: one file each, in the order in which the report shows them."""

from __future__ import annotations

from evals.figure import Measure, Metric
from evals.metrics import (
    citations,
    exercise,
    facts,
    grading,
    hit,
    judged,
    latency,
    length,
    ndcg,
    partial,
    path,
    recall,
    reciprocal_rank,
    refusal,
    right,
    small_talk,
    support,
    usage,
    wrong,
)

METRICS: dict[str, Metric] = {
    "hit": hit.METRIC,
    "reciprocal_rank": reciprocal_rank.METRIC,
    "recall": recall.METRIC,
    "ndcg": ndcg.METRIC,
    "grading": grading.METRIC,
    "right": right.METRIC,
    "partial": partial.METRIC,
    "wrong": wrong.METRIC,
    "refusal": refusal.METRIC,
    "small_talk": small_talk.METRIC,
    "exercise": exercise.METRIC,
    "facts": facts.METRIC,
    "citations": citations.METRIC,
    "support": support.METRIC,
    "length": length.METRIC,
    "judged": judged.METRIC,
    "path": path.METRIC,
    "latency": latency.METRIC,
    "usage": usage.METRIC,
}
MEASURES: dict[str, Measure] = {
    measure.name: measure for metric in METRICS.values() for measure in metric.measures
}
"""Every measure by its name in reports, bars and comparisons."""
MEANINGS: dict[str, str] = {
    name: meaning
    for metric in METRICS.values()
    for name, meaning in (metric.meanings or {}).items()
}
