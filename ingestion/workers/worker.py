"""python -m ingestion.workers.worker: parse and chunk files for an ingest, one after another.

A process of its own, because a library may crash on a file, or hang, or take all memory; then the
ingest goes on without this file. A line of JSON on standard input names a file, a line on standard
output tells what became of it; the chunks are in the file that the ingest has named, one a line.
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

from agent.embedding.model import open_embeddings
from ingestion.chunking.token_counts import Tokens
from ingestion.documents import Document, read
from ingestion.mirror import Work
from ingestion.scan import File
from ingestion.workers.spool import SpoolFailed, spooled

GREETING = "ready\n"


def main() -> None:
    """Serve until standard input ends. Arguments: model folder, recipe, seconds, megabytes."""
    folder, recipe, seconds, megabytes = sys.argv[1:]
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what libraries print is for the log
    _limit_memory(int(megabytes) << 20)
    tokens = open_embeddings(Path(folder), threads=1)
    tokens.count_tokens("the first call loads the tokenizer")
    gc.set_threshold(50_000)  # thousands of a document's elements come and stay, none in a cycle
    answers.write(GREETING)
    answers.flush()

    begun = 0.0

    def alive() -> None:
        """There is progress: the time begins anew, once a second at most, for it takes a thread."""
        nonlocal begun
        if time.monotonic() - begun > 1:
            begin()

    def begin() -> None:
        nonlocal begun
        begun = time.monotonic()
        faulthandler.dump_traceback_later(float(seconds), exit=True)

    for line in sys.stdin:
        begin()
        answer = _answer(json.loads(line), tokens, recipe, alive)
        faulthandler.cancel_dump_traceback_later()
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def _answer(
    asked: Mapping[str, Any], tokens: Tokens, recipe: str, alive: Callable[[], None]
) -> dict[str, Any]:
    file = File(asked["source"], Path(asked["path"]), asked["size"], asked["mtime_ns"])
    spool = Path(asked["spool"])
    try:
        found = read(
            Work(file, asked["sha256"], None),
            tokens,
            recipe,
            keep=lambda chunks: spooled(chunks, spool, alive),
        )
    except SpoolFailed as error:
        return {"problem": str(error)}
    if isinstance(found, Document):
        return {"row": found.row}
    return {"reason": found.reason, "status": found.status, "lasting": bool(found.recipe)}


def _limit_memory(size: int) -> None:
    """Let an allocation beyond `size` bytes fail, rather than the machine (Linux)."""
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (size, size))


if __name__ == "__main__":
    main()
