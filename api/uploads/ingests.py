"""The ingests that this service starts, one at a time."""

from __future__ import annotations

import asyncio
import sys
from typing import Annotated, cast

from fastapi import Depends, Request

from agent.errors import Conflict, ErrorBody, from_body
from api.child_run import ChildRun
from api.schemas import IngestProgress, IngestState

COMMAND = (sys.executable, "-m", "ingestion")


class Ingests:
    """The running ingest and the outcome of the previous one; `close` stops it."""

    def __init__(self) -> None:
        self._runs = 0
        self._running: ChildRun | None = None
        self._ended: ChildRun | None = None
        self._task: asyncio.Task[None] | None = None
        self._again = False

    @property
    def running(self) -> ChildRun | None:
        """The running ingest, or None."""
        return self._running

    def state(self) -> IngestState:
        """The running ingest's progress, and the outcome of this service's last one."""
        end = self._ended.end if self._ended else None
        return IngestState(
            running=self._running is not None,
            progress=cast(IngestProgress | None, self._running and self._running.progress),
            last=dict(end.data) if end and end.name == "report" else None,
            error=cast(ErrorBody, end.data) if end and end.name == "error" else None,
        )

    async def start(self) -> ChildRun:
        """Start an ingest; raises `Conflict` if another one is running, here or elsewhere."""
        if self._running:
            raise Conflict(
                f"An ingest is already running ({_state(self._running)}).",
                "Wait until it has finished and try again; GET /api/ingest follows it.",
            )
        run = self._begin()
        await run.begun()
        if run.end and run.end.name == "error":
            raise from_body(run.end.data)
        return run

    def request(self) -> None:
        """Start an ingest as soon as the running one has finished."""
        if self._running:
            self._again = True
        else:
            self._begin("--wait")

    async def close(self) -> None:
        """Stop the running ingest and start no more."""
        self._again = False
        if self._task:
            self._task.cancel()
            await asyncio.wait({self._task})

    def _begin(self, *options: str) -> ChildRun:
        self._runs += 1
        self._running = run = ChildRun("ingest", self._runs, *COMMAND, "--events")
        self._task = asyncio.create_task(self._work(run, *options))
        return run

    async def _work(self, run: ChildRun, *options: str) -> None:
        try:
            await run.work(*options)
        finally:
            self._running, self._ended = None, run
            if self._again:
                self._again = False
                self._begin("--wait")


def _state(run: ChildRun) -> str:
    if not run.progress:
        return "waiting for one started elsewhere"
    return f"{run.progress['files']} of {run.progress['of_files']} files"


def _ingests(request: Request) -> Ingests:
    ingests = request.app.state.ingests
    assert isinstance(ingests, Ingests)
    return ingests


TheIngests = Annotated[Ingests, Depends(_ingests)]
