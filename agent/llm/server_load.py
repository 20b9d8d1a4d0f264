"""How many requests a model's server works on, as it tells by itself, whoever sent them."""

from __future__ import annotations

from typing import Any

from prometheus_client.parser import text_string_to_metric_families

BUSY = ("vllm:num_requests_running", "vllm:num_requests_waiting")
"""vLLM's gauges in /metrics, one sample an engine."""


def busy_slots(slots: Any) -> int:
    """Of llama-server's /slots; raises `KeyError` or `TypeError` for anything else."""
    return sum(bool(slot["is_processing"]) for slot in slots)


def busy_engines(metrics: str) -> int | None:
    """Of vLLM's /metrics; None where another program wrote them."""
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
