"""The chunks of a chat completion as they come off the wire, as plain dictionaries.

A typed object for each chunk, as OpenAI's client makes it, takes several times as long as all that
happens to the word in it.
"""

from __future__ import annotations

import json
from typing import Any

DONE = b"[DONE]"


class ChunkReader:
    """Reads server-sent events, cut anywhere; raises `ValueError` for what is not JSON.

    A line ends at `\\n`, with or without a `\\r` before it; not at a U+2028, which words may hold.
    """

    def __init__(self) -> None:
        self._held = b""

    def feed(self, data: bytes) -> list[dict[str, Any]]:
        """Add bytes; returns the chunks that are complete."""
        *lines, self._held = (self._held + data).split(b"\n")
        found = []
        for line in lines:
            name, _, value = line.rstrip(b"\r").partition(b":")
            if name == b"data" and (value := value.strip()) and value != DONE:
                found.append(_object(value))
        return found

    def flush(self) -> list[dict[str, Any]]:
        """What is left at the end, where the last line was not ended."""
        return self.feed(b"\n")


def _object(value: bytes) -> dict[str, Any]:
    chunk = json.loads(value)
    if not isinstance(chunk, dict):
        raise ValueError("a chunk is no object")
    return chunk
