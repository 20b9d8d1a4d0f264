"""python -m ingestion.workers.worker: parse and chunk files for an ingest, one after another.

It is a separate process because a library may crash on a file, hang, or use up the memory; then the
ingest continues without this file. Each file is a line of JSON on standard input and its outcome a
line on standard output; the chunks go to a file named by the ingest, one per line.
"""

from __future__ import annotations

import faulthandler
import gc
import json
import os
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from agent.embedding.model_folder import FolderTokens
from ingestion.chunking.token_counts import Tokens
from ingestion.documents import Document, read
from ingestion.mirror import Work
from ingestion.scan import File
from ingestion.workers.spool import SpoolFailed, spooled

GREETING = "ready\n"


def main() -> None:
    """Serve until standard input ends. Arguments: model folder, recipe, seconds, megabytes,
    loaders (JSON)."""
    folder, recipe, seconds, megabytes, named = sys.argv[1:]
    loaders = json.loads(named)
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # output of libraries goes to the log
    _limit_memory(int(megabytes) << 20)
    tokens = FolderTokens(Path(folder))
    gc.set_threshold(50_000)  # thousands of elements stay alive, without reference cycles
    answers.write(GREETING)
    answers.flush()

    begun = 0.0

    def alive() -> None:
        """Restart the time limit after progress, at most once a second, since it costs a thread."""
        nonlocal begun
        if time.monotonic() - begun > 1:
            begin()

    def begin() -> None:
        nonlocal begun
        begun = time.monotonic()
        faulthandler.dump_traceback_later(float(seconds), exit=True)

    for line in sys.stdin:
        begin()
        answer = _answer(json.loads(line), tokens, recipe, loaders, alive)
        faulthandler.cancel_dump_traceback_later()
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def _answer(
    asked: Mapping[str, Any],
    tokens: Tokens,
    recipe: str,
    loaders: Mapping[str, str],
    alive: Callable[[], None],
) -> dict[str, Any]:
    file = File(asked["source"], Path(asked["path"]), asked["size"], asked["mtime_ns"])
    spool = Path(asked["spool"])
    try:
        found = read(
            Work(file, asked["sha256"], None),
            tokens,
            recipe,
            loaders,
            keep=lambda chunks: spooled(chunks, spool, alive),
        )
    except SpoolFailed as error:
        return {"problem": str(error)}
    if isinstance(found, Document):
        return {"row": found.row, "facts": list(found.facts)}
    return {"reason": found.reason, "status": found.status, "lasting": bool(found.recipe)}


def _limit_memory(size: int) -> None:
    """Make allocations beyond `size` bytes fail, to protect the machine (Linux)."""
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (size, size))


if __name__ == "__main__":
    main()
