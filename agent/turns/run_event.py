"""An event of a run, encoded once: all readers, in any process, get the same bytes."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

from agent.events import Event, EventName

END = b"\r\n\r\n"  # of a frame
encode = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(slots=True, eq=False)
class RunEvent:
    """An event with its number in the run, from 0, and its time (seconds since the epoch).

    The frame is the only copy of its data: for an event of one word, dictionaries would take three
    quarters of the memory.
    """

    number: int
    name: EventName
    frame: bytes
    at: float = field(default_factory=time.time)

    @classmethod
    def of(cls, run_id: str, number: int, event: Event) -> RunEvent:
        """Encode an event with the current time."""
        data = encode(event.data)
        return cls(number, event.name, sse_frame(event.name, f"{run_id}:{number}", data))

    @property
    def json(self) -> bytes:
        """The data as JSON."""
        return self.frame.split(b"\r\n", 3)[2].removeprefix(b"data: ")

    @property
    def data(self) -> dict[str, Any]:
        """The data, decoded."""
        data: dict[str, Any] = json.loads(self.json.decode())
        return data


def sse_frame(name: str, event_id: str, data: str) -> bytes:
    """A server-sent event; `data` is JSON without line breaks."""
    return f"event: {name}\r\nid: {event_id}\r\ndata: {data}\r\n\r\n".encode(errors="replace")


def run_events(frames: bytes) -> Iterator[RunEvent]:
    """The events of joined frames."""
    for frame in frames.split(END)[:-1]:
        name, event_id, _ = frame.split(b"\r\n", 2)
        number = int(event_id.rpartition(b":")[2])
        yield RunEvent(number, cast(EventName, name.removeprefix(b"event: ").decode()), frame + END)
