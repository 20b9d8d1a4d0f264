"""What is counted of each server of the language model (Prometheus)."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from agent.llm.pool import ModelPool


class ModelMetrics(Collector):
    """Read off the pool when it is asked for."""

    def __init__(self, pool: ModelPool) -> None:
        self._pool = pool

    def collect(self) -> Iterator[Metric]:
        """The metrics, a sample each server."""
        up = GaugeMetricFamily("mentor_model_up", "Not left out", labels=["server"])
        running = GaugeMetricFamily(
            "mentor_model_running", "Our requests that it answers now", labels=["server"]
        )
        others = GaugeMetricFamily(
            "mentor_model_others", "Requests of others, when it was looked at", labels=["server"]
        )
        requests = CounterMetricFamily(
            "mentor_model_requests", "Requests that have ended", labels=["server", "outcome"]
        )
        for member in self._pool.members:
            up.add_metric([member.name], member.out_until is None)
            running.add_metric([member.name], member.running)
            others.add_metric([member.name], member.others)
            requests.add_metric([member.name, "answered"], member.answered)
            requests.add_metric([member.name, "failed"], member.failed)
        yield from (up, running, others, requests)
