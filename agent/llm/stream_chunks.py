"""The chunks of a streamed chat completion as plain dictionaries.

OpenAI's client creates a typed object per chunk, which takes several times as long as everything
else that happens to the word in it.
"""

from __future__ import annotations

import json
from typing import Any

DONE = b"[DONE]"


class ChunkReader:
    """Parses server-sent events in arbitrary pieces; raises `ValueError` for invalid JSON.

    Lines end with `\\n` or `\\r\\n`, but not with U+2028, which text may contain.
    """

    def __init__(self) -> None:
        self._held = b""

    def feed(self, data: bytes) -> list[dict[str, Any]]:
        """Add bytes; returns the complete chunks."""
        *lines, self._held = (self._held + data).split(b"\n")
        found = []
        for line in lines:
            name, _, value = line.rstrip(b"\r").partition(b":")
            if name == b"data" and (value := value.strip()) and value != DONE:
                found.append(_object(value))
        return found

    def flush(self) -> list[dict[str, Any]]:
        """The last chunk, if its line was not terminated."""
        return self.feed(b"\n")


def _object(value: bytes) -> dict[str, Any]:
    chunk = json.loads(value)
    if not isinstance(chunk, dict):
        raise ValueError("a chunk is not an object")
    return chunk
