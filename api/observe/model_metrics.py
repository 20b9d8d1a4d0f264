"""Prometheus metrics of each model server."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from agent.llm.pool import ModelPool


class ModelMetrics(Collector):
    """Reads the pool when scraped."""

    def __init__(self, pool: ModelPool) -> None:
        self._pool = pool

    def collect(self) -> Iterator[Metric]:
        """The metrics, with one sample per server."""
        up = GaugeMetricFamily("mentor_model_up", "In use", labels=["server"])
        running = GaugeMetricFamily(
            "mentor_model_running", "Our running requests", labels=["server"]
        )
        others = GaugeMetricFamily(
            "mentor_model_others", "Running requests of other clients", labels=["server"]
        )
        requests = CounterMetricFamily(
            "mentor_model_requests", "Finished requests", labels=["server", "outcome"]
        )
        for member in self._pool.members:
            up.add_metric([member.name], member.out_until is None)
            running.add_metric([member.name], member.running)
            others.add_metric([member.name], member.others)
            requests.add_metric([member.name, "answered"], member.answered)
            requests.add_metric([member.name, "failed"], member.failed)
        yield from (up, running, others, requests)
