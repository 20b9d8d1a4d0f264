"""Prometheus metrics of the service."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from agent.llm.pool import ModelPool
from agent.turns.run import Run
from agent.turns.turn_service import TurnService
from api.observe.model_metrics import ModelMetrics
from api.uploads.ingests import Ingests

BUCKETS = (0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)  # seconds


class Metrics:
    """Counters since the start; gauges are read when scraped."""

    def __init__(
        self, answering: TurnService, ingests: Ingests, pool: ModelPool | None = None
    ) -> None:
        self._registry = registry = CollectorRegistry()
        self._ingests = ingests
        self._runs = Counter("mentor_runs", "Runs by outcome", ["outcome"], registry=registry)
        self._node = Histogram(
            "mentor_node_seconds", "Time in a node", ["node"], buckets=BUCKETS, registry=registry
        )
        self._tokens = Counter(
            "mentor_model_tokens", "Tokens of the language model", ["kind"], registry=registry
        )
        for name, what, value in (
            ("mentor_queue_depth", "Waiting questions", lambda: answering.admission.waiting),
            ("mentor_running", "Questions being answered", lambda: answering.admission.running),
            ("mentor_listeners", "Streams to clients", lambda: answering.runs.listeners),
            ("mentor_ingest_failures", "Files the last ingest could not read", self._failures),
        ):
            Gauge(name, what, registry=registry).set_function(value)

        if pool:
            registry.register(ModelMetrics(pool))

    def ended(self, run: Run) -> None:
        """Count a run."""
        done = run.done
        if done is None:
            self._runs.labels(run.error.code if run.error else "lost").inc()
            return
        self._runs.labels(done["status"]).inc()
        for step in done["trace"]:
            self._node.labels(step["node"]).observe(step["ms"] / 1000)
        usage = done["usage"]
        for kind in ("prompt_tokens", "cached_tokens", "completion_tokens"):
            self._tokens.labels(kind.removesuffix("_tokens")).inc(usage[kind])

    def text(self) -> bytes:
        """All metrics in Prometheus' text format."""
        return generate_latest(self._registry)

    def _failures(self) -> float:
        state = self._ingests.state()
        return len(state["last"]["failed"]) if state["last"] else 0
