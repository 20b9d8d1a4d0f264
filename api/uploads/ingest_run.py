"""One ingest in a process of its own, and what it tells while it works."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncGenerator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, cast

from agent.errors import InternalError, from_body
from api.schemas import IngestProgress

log = logging.getLogger(__name__)

COMMAND = (sys.executable, "-m", "ingestion")
LONGEST_LINE = 64 * 2**20  # bytes; a report names each file that could not be read
PATIENCE = 5.0  # seconds that an ingest gets to stop by itself


@dataclass(frozen=True, slots=True)
class Told:
    """One event of a run: `progress` (often), then `report` or `error` (once)."""

    name: str
    data: Mapping[str, Any]


class IngestRun:
    """How far an ingest has come, and how it ended."""

    def __init__(self, number: int) -> None:
        self.id = f"ingest-{number}"
        self.progress: IngestProgress | None = None
        self.end: Told | None = None
        self._last_word: Told | None = None
        self._changed = asyncio.Event()

    async def work(self, *options: str) -> None:
        """Run `python -m ingestion` to its end; where this is cancelled, stop it."""
        process: Process | None = None
        try:
            process = await asyncio.create_subprocess_exec(
                *COMMAND,
                "--events",
                *options,
                stdin=DEVNULL,
                stdout=PIPE,
                limit=LONGEST_LINE,
                start_new_session=True,  # Ctrl-C is for the service, which then stops this
            )
            await self._listen(process)
            await process.wait()
        finally:
            if process:
                await _stop(process)
            self._over(process.returncode if process else None)

    async def begun(self) -> None:
        """Return as soon as it has told anything."""
        while not (self.progress or self.end):
            await self._changed.wait()

    async def events(self) -> AsyncGenerator[Told]:
        """Its latest progress whenever that is news, and last how it ended."""
        told: IngestProgress | None = None
        while True:
            changed = self._changed
            if self.progress and self.progress is not told:
                told = self.progress
                yield Told("progress", told)
            if self.end:
                yield self.end
                return
            await changed.wait()

    async def report(self) -> dict[str, Any]:
        """Wait for the report; raises the `MentorError` that kept the ingest from working."""
        while not self.end:
            await self._changed.wait()
        if self.end.name == "error":
            raise from_body(self.end.data)
        return dict(self.end.data)

    async def _listen(self, process: Process) -> None:
        assert process.stdout
        async for line in process.stdout:
            try:
                event = json.loads(line)
                self._take(event.pop("event"), event)
            except (ValueError, KeyError, AttributeError):
                log.info("ingest: %s", line.decode(errors="replace").rstrip())

    def _take(self, name: str, data: dict[str, Any]) -> None:
        if name == "progress":
            self.progress = cast(IngestProgress, data)
            self._tell()
        else:
            self._last_word = Told(name, data)

    def _over(self, exit_code: int | None) -> None:
        """Tell how it ended, now that another one can begin."""
        error = InternalError(
            f"The ingest stopped before its end (exit code {exit_code}).",
            "Start it again; what was finished is kept. The service's log has the details.",
        )
        self.end = self._last_word or Told("error", error.body())
        self._tell()

    def _tell(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()


async def _stop(process: Process) -> None:
    """Let the process and its own children end as with Ctrl-C, and kill them if they do not."""
    for number in (signal.SIGINT, signal.SIGKILL):
        if process.returncode is not None:
            return
        with suppress(ProcessLookupError, TimeoutError):
            os.killpg(process.pid, number)
            await asyncio.wait_for(process.wait(), PATIENCE)
