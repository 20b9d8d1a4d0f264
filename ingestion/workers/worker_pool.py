"""A pool of reader processes, which may crash on a file."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Generator, Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path
from queue import Empty, LifoQueue
from typing import Any

from agent.errors import InternalError, NotWritable
from ingestion.batches import AT_ONCE
from ingestion.documents import Document
from ingestion.mirror import Aside, Work
from ingestion.workers.spool import Spooled
from ingestion.workers.worker import GREETING

PROGRAM = (sys.executable, "-m", "ingestion.workers.worker")
ENOUGH_FOR_ONE = 2_000_000  # bytes that one process reads faster than another one starts
RETRY_HINT = "; make ingest RETRY=1 tries again."


class Stopped(Exception):
    """The ingest ended before all files were read."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits for reading one file."""

    seconds: float  # for parsing, and then for each chunk
    megabytes: int


class Workers:
    """Reads files in several processes, which start with the first file and are reused.

    Chunks wait in files in `spool` until they are consumed, so that document sizes do not matter.
    """

    at_once = AT_ONCE

    def __init__(
        self,
        model: Path,
        recipe: str,
        spool: Path,
        limits: Limits,
        most: int,
        log: Path,
        program: Sequence[str] = PROGRAM,
        loaders: Mapping[str, str] | None = None,
    ) -> None:
        named = json.dumps(loaders or {})
        arguments = (model, recipe, limits.seconds, limits.megabytes, named)
        self._command = [*program, *map(str, arguments)]
        self._recipe = recipe
        self._spool = spool
        self._limits = limits
        self._most = most
        self._log = log
        self._numbers = count()
        self._idle: LifoQueue[subprocess.Popen[str]] = LifoQueue()
        self._all: list[subprocess.Popen[str]] = []
        self._turn = threading.Lock()
        self._stopped = False

    def read(self, works: Iterable[Work]) -> Generator[Document | Aside]:
        """A document or an `Aside` per file, as soon as each is finished."""
        todo = list(works)
        self._empty_spool()
        size = sum(work.file.size for work in todo)
        processes = max(1, min(self._most, len(todo), -(-size // ENOUGH_FOR_ONE)))
        ahead = iter(todo)
        with ThreadPoolExecutor(processes) as threads:
            running = {threads.submit(self.read_one, work) for work in islice(ahead, processes)}
            while running:
                done, running = wait(running, return_when=FIRST_COMPLETED)
                more = list(islice(ahead, len(done)))
                running |= {threads.submit(self.read_one, work) for work in more}
                if len(more) < len(done):
                    self._end_idle(len(running))
                yield from map(Future.result, done)

    def stop(self) -> None:
        """Kill all processes, whatever they are reading."""
        with self._turn:
            self._stopped = True
            for process in self._all:
                process.kill()
                process.wait()
        self._empty_spool()

    def close(self) -> None:
        """Stop the processes."""
        self.stop()
        for process in self._all:
            for pipe in (process.stdin, process.stdout):
                assert pipe
                with suppress(BrokenPipeError):
                    pipe.close()

    def read_one(self, work: Work) -> Document | Aside:
        """A document or an `Aside`."""
        spool = self._spool / f"{next(self._numbers)}.jsonl"
        for last in (False, True):  # the process may have been killed for another reason
            process = self._free()
            began = time.monotonic()
            answer = _ask(process, work, spool)
            late = time.monotonic() - began >= self._limits.seconds
            if answer is not None:
                break
            if last or late:
                return self._fallen(process.wait(), work, late=late)
        assert answer is not None
        self._idle.put(process)
        if "row" in answer:
            chunks = Spooled(spool, answer["row"]["chunks"])
            return Document(answer["row"], chunks, work.known, answer["facts"])
        if "reason" in answer:
            known_for = (work.sha256, self._recipe) if answer["lasting"] else ("", "")
            return Aside(work.file, answer["status"], answer["reason"], work.known, *known_for)
        raise NotWritable(
            f"The folder {self._spool} is not writable: {answer['problem']}.",
            "Free some space, check the folder's permissions, and ingest again.",
        )

    def _free(self) -> subprocess.Popen[str]:
        try:
            return self._idle.get_nowait()
        except Empty:
            return self._started()

    def _started(self) -> subprocess.Popen[str]:
        with self._turn, self._log.open("ab") as log:
            if self._stopped:
                raise Stopped
            process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                encoding="utf-8",
                start_new_session=True,  # Ctrl-C reaches only the ingest, which stops this
            )
            self._all.append(process)
        assert process.stdout
        if process.stdout.readline() != GREETING:
            raise InternalError(
                f"A reader process did not start (exit code {process.wait()}).",
                f"Check {self._log} and ingest again.",
            )
        return process

    def _end_idle(self, needed: int) -> None:
        """Stop processes that are no longer needed, to free their memory."""
        with suppress(Empty):
            while sum(process.poll() is None for process in self._all) > needed:
                process = self._idle.get_nowait()
                process.kill()
                process.wait()

    def _fallen(self, code: int, work: Work, *, late: bool) -> Aside:
        """A file that crashed its process; it is retried only if it or the recipe changes."""
        reason = f"The file crashes its parser; save it again, or as a PDF{RETRY_HINT}"
        if late:
            reason = (
                f"Reading the file took over {self._limits.seconds:.0f} s; split it{RETRY_HINT}"
            )
        elif code == -signal.SIGKILL:
            reason = f"There is not enough memory to read the file; split it{RETRY_HINT}"
        return Aside(work.file, "failed", reason, work.known, work.sha256, self._recipe)

    def _empty_spool(self) -> None:
        self._spool.mkdir(parents=True, exist_ok=True)
        for file in self._spool.glob("*.jsonl"):
            file.unlink()


def _ask(process: subprocess.Popen[str], work: Work, spool: Path) -> dict[str, Any] | None:
    """The outcome of a file; None if the process crashed."""
    assert process.stdin
    assert process.stdout
    file = work.file
    asked = {
        "source": file.source,
        "path": os.fspath(file.path),
        "size": file.size,
        "mtime_ns": file.mtime_ns,
        "sha256": work.sha256,
        "spool": os.fspath(spool),
    }
    try:
        process.stdin.write(json.dumps(asked) + "\n")
        process.stdin.flush()
        line = process.stdout.readline()
    except BrokenPipeError:
        return None
    return json.loads(line) if line.endswith("\n") else None
