"""A reader of files that does what a text says: crashes, hangs, takes all memory, or waits."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from ingestion.elements import Element, Parsed
from ingestion.parsers import PARSERS
from ingestion.parsers.parser_options import Reading
from ingestion.workers import worker


def parse(path: Path, _: Reading) -> Parsed:
    """The text; or the end of this process."""
    text = path.read_text()
    if text == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if text == "killed for its memory":
        os.kill(os.getpid(), signal.SIGKILL)
    if text == "print":
        print("printed by a library")
    while text == "hang":
        pass
    if text.startswith("wait for "):
        Path(text.removeprefix("wait for ")).read_bytes()  # a pipe that the test opens and closes
    return Parsed("", [Element("paragraph", text)])


if __name__ == "__main__":
    PARSERS[".txt"] = "tests.ingestion.workers.crashing"
    sys.exit(worker.main())
