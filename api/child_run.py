"""A program of ours in a child process, and its events: an ingest, an evaluation."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncGenerator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from agent.errors import InternalError, from_body

log = logging.getLogger(__name__)

LONGEST_LINE = 64 * 2**20  # bytes; a report lists all files that could not be read
PATIENCE = 5.0  # seconds for a program to stop by itself


@dataclass(frozen=True, slots=True)
class ChildEvent:
    """An event of a run: `progress` (often), then `report` or `error` (once)."""

    name: str
    data: Mapping[str, Any]


class ChildRun:
    """The progress and outcome of a program."""

    def __init__(self, what: str, number: int, *command: str) -> None:
        """`command` prints an event per line, as JSON; `what` it does, for messages."""
        self.id = f"{what}-{number}"
        self.progress: Mapping[str, Any] | None = None
        self._what = what
        self._command = command
        self.end: ChildEvent | None = None
        self._outcome: ChildEvent | None = None
        self._changed = asyncio.Event()

    async def work(self, *options: str) -> None:
        """Run the command to its end; stop it on cancellation."""
        process: Process | None = None
        try:
            process = await asyncio.create_subprocess_exec(
                *self._command,
                *options,
                stdin=DEVNULL,
                stdout=PIPE,
                limit=LONGEST_LINE,
                start_new_session=True,  # Ctrl-C reaches only the service, which stops this
            )
            await self._listen(process)
            await process.wait()
        finally:
            if process:
                await _stop(process)
            self._finish(process.returncode if process else None)

    async def begun(self) -> None:
        """Return after the first event."""
        while not (self.progress or self.end):
            await self._changed.wait()

    async def events(self) -> AsyncGenerator[ChildEvent]:
        """The latest progress whenever it changes, and finally the outcome."""
        sent: Mapping[str, Any] | None = None
        while True:
            changed = self._changed
            if self.progress and self.progress is not sent:
                sent = self.progress
                yield ChildEvent("progress", sent)
            if self.end:
                yield self.end
                return
            await changed.wait()

    async def report(self) -> dict[str, Any]:
        """Wait for the report; raises the `MentorError` that ended it."""
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
                log.info("%s: %s", self._what, line.decode(errors="replace").rstrip())

    def _take(self, name: str, data: dict[str, Any]) -> None:
        if name == "progress":
            self.progress = data
            self._notify()
        else:
            self._outcome = ChildEvent(name, data)

    def _finish(self, exit_code: int | None) -> None:
        """Publish the outcome, now that another one can start."""
        error = InternalError(
            f"The {self._what} stopped unexpectedly (exit code {exit_code}).",
            "Start it again; what is finished is kept. The service's log has the details.",
        )
        self.end = self._outcome or ChildEvent("error", error.body())
        self._notify()

    def _notify(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()


async def _stop(process: Process) -> None:
    """Interrupt the process and its children as with Ctrl-C, and kill them if they do not exit."""
    for number in (signal.SIGINT, signal.SIGKILL):
        if process.returncode is not None:
            return
        with suppress(ProcessLookupError, TimeoutError):
            os.killpg(process.pid, number)
            await asyncio.wait_for(process.wait(), PATIENCE)
