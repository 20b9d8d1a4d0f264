"""The load of a model server, including requests of other clients, from its own reports."""

from __future__ import annotations

from typing import Any

from prometheus_client.parser import text_string_to_metric_families

BUSY = ("vllm:num_requests_running", "vllm:num_requests_waiting")
"""vLLM's gauges in /metrics, one sample per engine."""


def busy_slots(slots: Any) -> int:
    """Busy slots from llama-server's /slots; raises `KeyError` or `TypeError` for other JSON."""
    return sum(bool(slot["is_processing"]) for slot in slots)


def busy_engines(metrics: str) -> int | None:
    """Running requests from vLLM's /metrics; None for other programs' metrics."""
    try:
        found = [
            sample.value
            for family in text_string_to_metric_families(metrics)
            if family.name in BUSY
            for sample in family.samples
        ]
    except ValueError:
        return None
    return int(sum(found)) if found else None
