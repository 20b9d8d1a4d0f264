"""Rarely changed limits in one setting, `MENTOR_LIMITS="name=value name=value"`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from agent.named_values import NamedValues, reading


class Limits(NamedValues):
    """Limits of time, size and rate."""

    run_seconds: Annotated[float, Field(gt=0)] = 600.0
    """Seconds for an answer after it has left the queue."""
    queue: Annotated[int, Field(ge=1)] = 100
    """Running and waiting turns; further ones get 429."""
    queue_seconds: Annotated[float, Field(gt=0)] = 120.0
    """Seconds that a question may wait in the queue."""
    grace_seconds: Annotated[float, Field(ge=0)] = 10.0
    """Seconds that an answer continues without listeners, so that a page can be reloaded."""
    drain_seconds: Annotated[float, Field(ge=0)] = 5.0
    """Seconds for running answers to finish when the service stops."""
    llm_seconds: Annotated[float, Field(gt=0)] = 120.0
    """Seconds without a byte until a model server counts as down."""
    process_seconds: Annotated[float, Field(ge=0.5)] = 4.0
    """Seconds without a heartbeat until a process counts as dead and its answers fail."""
    parse_seconds: Annotated[float, Field(gt=0)] = 300.0
    """Seconds for reading a file."""
    parse_megabytes: Annotated[int, Field(ge=256)] = 2048
    """Megabytes of memory for reading a file (Linux)."""
    upload_mb: Annotated[int, Field(ge=1)] = 100
    """Megabytes per uploaded file."""
    body_kb: Annotated[int, Field(ge=16)] = 1_000
    """Kilobytes of a request that is not an upload."""
    calls_per_minute: Annotated[int, Field(ge=1)] = 300
    """Calls per user with a key."""
    database_pool: Annotated[int, Field(ge=1)] = 5
    """PostgreSQL connections per process, each for catalogue, conversations and checkpoints."""


read_limits = reading(Limits, "limit")
