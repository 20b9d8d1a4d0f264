"""Saves the text of running turns, so that a crash loses at most half a second of it."""

from __future__ import annotations

import asyncio
import logging
from contextvars import Context

from agent.errors import MentorError
from agent.turns.ports import TurnStore
from agent.turns.run_registry import Runs

log = logging.getLogger(__name__)

EVERY = 0.5
"""Seconds between two saves: one commit for all runs together."""


class Autosave:
    """Saves while there are runs."""

    def __init__(self, runs: Runs, turns: TurnStore) -> None:
        self._runs = runs
        self._turns = turns
        self._task: asyncio.Task[None] | None = None
        self._saved: dict[str, int] = {}  # message -> characters

    def wake(self) -> None:
        """Start saving, if it is not yet running."""
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._work(), context=Context())  # of no run

    async def close(self) -> None:
        """Stop."""
        if self._task:
            self._task.cancel()
            await asyncio.wait({self._task})

    async def _work(self) -> None:
        while runs := self._runs.running:
            texts = {run.message_id: run.streamed for run in runs}
            new = {id_: text for id_, text in texts.items() if len(text) > self._saved.get(id_, 0)}
            if new:
                await asyncio.to_thread(self._save, new)
            self._saved = {id_: len(text) for id_, text in texts.items()}
            await asyncio.sleep(EVERY)

    def _save(self, new: dict[str, str]) -> None:
        try:
            self._turns.save_streamed(new)
        except MentorError as error:
            log.warning("streamed text cannot be saved now: %s", error.message)
