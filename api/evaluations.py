"""The evaluation that a teacher starts from the page, one at a time."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request

from agent.errors import Conflict
from api.child_run import ChildRun

COMMAND = (sys.executable, "-m", "evals", "--events")


class Evaluations:
    """The running evaluation; `close` stops it, and the next one resumes it."""

    def __init__(self, data_dir: Path) -> None:
        self._golden = data_dir / "golden" / "golden.jsonl"
        self._runs = 0
        self._task: asyncio.Task[None] | None = None
        self.running: ChildRun | None = None

    def start(self) -> ChildRun:
        """Ask the school's golden set, or the sample's if there is none; raises `Conflict`."""
        if self.running:
            raise Conflict(
                "An evaluation is already running.",
                "Wait until it has finished; GET /api/evaluation follows it.",
            )
        self._runs += 1
        own = ("--cases", str(self._golden)) if self._golden.is_file() else ()
        self.running = ChildRun("evaluation", self._runs, *COMMAND, *own)
        self._task = asyncio.create_task(self._work(self.running))
        return self.running

    async def close(self) -> None:
        """Stop the running one."""
        if self._task:
            self._task.cancel()
            await asyncio.wait({self._task})

    async def _work(self, run: ChildRun) -> None:
        try:
            await run.work()
        finally:
            self.running = None


def _evaluations(request: Request) -> Evaluations:
    evaluations = request.app.state.evaluations
    assert isinstance(evaluations, Evaluations)
    return evaluations


TheEvaluations = Annotated[Evaluations, Depends(_evaluations)]
