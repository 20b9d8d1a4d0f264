"""Chunks passed between processes in a file, so that document sizes do not matter."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from agent.types import Chunk


class SpoolFailed(Exception):
    """The file cannot be written; `str()` is the reason."""


@dataclass(frozen=True, slots=True)
class Spooled:
    """Chunks in a file, one per line; iterating deletes the file."""

    file: Path
    count: int

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[Chunk]:
        with self.file.open(encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)
        self.file.unlink()


def spooled(chunks: Iterable[Chunk], file: Path, alive: Callable[[], None]) -> Spooled:
    """Write chunks to a file as they are produced; calls `alive` with each."""
    count = 0
    try:
        with file.open("w", encoding="utf-8") as spool:
            for chunk in chunks:
                line = json.dumps(chunk) + "\n"
                spool.write(line)
                count += 1
                alive()
    except OSError as error:
        raise SpoolFailed(str(error)) from error
    return Spooled(file, count)
