"""The registry of metrics: one file each, in the order in which the report shows them."""

from __future__ import annotations

from evals.figure import Metric
from evals.metrics import citations, evidence, facts, latency, refusal, retrieval, usage

METRICS: dict[str, Metric] = {
    "retrieval": Metric(retrieval.measure, retrieval.problems),
    "refusal": Metric(refusal.measure, refusal.problems),
    "facts": Metric(facts.measure, facts.problems),
    "evidence": Metric(evidence.measure, evidence.problems),
    "citations": Metric(citations.measure, citations.problems),
    "latency": Metric(latency.measure, latency.problems),
    "usage": Metric(usage.measure, usage.problems),
}
