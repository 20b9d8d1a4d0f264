"""Keeps what running turns have said, so that a crash loses half a second of it at most."""

from __future__ import annotations

import asyncio
import logging
from contextvars import Context

from sqlalchemy.exc import SQLAlchemyError

from agent.errors import MentorError
from agent.store.transcripts import Transcripts
from agent.turns.runs import Runs

log = logging.getLogger(__name__)

EVERY = 0.5
"""Seconds between two savings: one commit for all runs together."""


class Autosave:
    """Works while there are runs."""

    def __init__(self, runs: Runs, transcripts: Transcripts) -> None:
        self._runs = runs
        self._transcripts = transcripts
        self._task: asyncio.Task[None] | None = None
        self._saved: dict[str, int] = {}  # message -> characters

    def wake(self) -> None:
        """There is a run now."""
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._work(), context=Context())  # of no run

    async def close(self) -> None:
        """Stop."""
        if self._task:
            self._task.cancel()
            await asyncio.wait({self._task})

    async def _work(self) -> None:
        while runs := self._runs.running:
            new = {
                run.message_id: run.streamed
                for run in runs
                if len(run.streamed) > self._saved.get(run.message_id, 0)
            }
            if new:
                await asyncio.to_thread(self._save, new)
            known = {run.message_id for run in runs}
            self._saved = {id_: n for id_, n in self._saved.items() if id_ in known}
            self._saved |= {id_: len(said) for id_, said in new.items()}
            await asyncio.sleep(EVERY)

    def _save(self, new: dict[str, str]) -> None:
        try:
            self._transcripts.save_streamed(new)
        except (SQLAlchemyError, MentorError) as error:
            # its own message quotes what was to be saved
            log.warning("what was streamed cannot be saved now: %s", type(error).__name__)
