"""Spans of turns and nodes, sent to an OpenTelemetry collector (OTLP over HTTP)."""

from __future__ import annotations

from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import set_span_in_context

from agent.turns.run import Run
from agent.turns.run_event import RunEvent
from api.version import VERSION

NANO = 1_000_000_000


class Spans:
    """Creates spans for runs; a thread sends them, and drops them if the collector is down."""

    def __init__(self, endpoint: str) -> None:
        """`endpoint`: the collector's address, without `/v1/traces`."""
        resource = Resource({"service.name": "ai-mentor", "service.version": VERSION})
        self._provider = TracerProvider(resource=resource, shutdown_on_exit=False)
        exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces")
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer("ai-mentor")

    def ended(self, run: Run) -> None:
        """Create a span for the run, from its first event to its last, and one per node."""
        done = run.done
        outcome = done["status"] if done else run.error.code if run.error else "lost"
        whole = self._tracer.start_span(
            "turn",
            start_time=int(run.events[0].at * NANO),
            attributes={"mentor.run_id": run.id, "mentor.outcome": outcome},
        )
        for event in run.events:
            if event.name == "stage" and event.data["status"] == "finished":
                self._node(run, event, set_span_in_context(whole))
        whole.end(int(run.events[-1].at * NANO))

    def _node(self, run: Run, event: RunEvent, parent: Context) -> None:
        data = event.data
        # only numbers and booleans: other details may quote the student
        decided = {k: v for k, v in data["detail"].items() if isinstance(v, int | float)}
        span = self._tracer.start_span(
            data["node"],
            context=parent,
            start_time=int((event.at - data["ms"] / 1000) * NANO),
            attributes={"mentor.run_id": run.id, "mentor.ms": data["ms"]}
            | {f"mentor.{name}": value for name, value in decided.items()},
        )
        span.end(int(event.at * NANO))

    def close(self) -> None:
        """Send the remaining spans."""
        self._provider.shutdown()
