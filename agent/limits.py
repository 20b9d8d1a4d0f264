"""Rarely changed limits in one setting, `MENTOR_LIMITS="name=value name=value"`."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class Limits(BaseModel):
    """Limits of time, size and rate; `str()` gives the changed ones in the setting's form."""

    model_config = ConfigDict(frozen=True)

    run_seconds: Annotated[float, Field(gt=0)] = 600.0
    """Seconds for an answer after it has left the queue."""
    queue_seconds: Annotated[float, Field(gt=0)] = 120.0
    """Seconds that a question may wait in the queue."""
    grace_seconds: Annotated[float, Field(ge=0)] = 10.0
    """Seconds that an answer continues without listeners, so that a page can be reloaded."""
    llm_seconds: Annotated[float, Field(gt=0)] = 120.0
    """Seconds without a byte until a model server counts as down."""
    process_seconds: Annotated[float, Field(ge=0.5)] = 4.0
    """Seconds without a heartbeat until a process counts as dead and its answers fail."""
    parse_seconds: Annotated[float, Field(gt=0)] = 300.0
    """Seconds for reading a file."""
    parse_megabytes: Annotated[int, Field(ge=256)] = 2048
    """Megabytes of memory for reading a file (Linux)."""
    body_kb: Annotated[int, Field(ge=16)] = 1_000
    """Kilobytes of a request that is not an upload."""
    calls_per_minute: Annotated[int, Field(ge=1)] = 300
    """Calls per user with a key."""
    database_pool: Annotated[int, Field(ge=1)] = 5
    """PostgreSQL connections per process, each for catalogue, conversations and checkpoints."""

    def __str__(self) -> str:
        return " ".join(f"{name}={getattr(self, name)}" for name in sorted(self.model_fields_set))


def read_limits(text: object) -> object:
    """The limits in "name=value name=value", with spaces or commas between; raises `ValueError`."""
    if not isinstance(text, str):
        return text
    pairs = [pair.partition("=") for pair in text.replace(",", " ").split()]
    for name, _, value in pairs:
        if name not in Limits.model_fields or not value:
            raise ValueError(_wrong(name, value))
    return {name: value for name, _, value in pairs}


def _wrong(name: str, value: str) -> str:
    if name in Limits.model_fields:
        return f"write limits as {name}=value, without spaces around ="
    near = get_close_matches(name, Limits.model_fields, 1)
    hint = f"did you mean {near[0]}?" if near else f"there are: {', '.join(Limits.model_fields)}"
    return f"there is no limit {name!r}; {hint}"
