"""Ends the turns of dead processes: saves them as failed, with their text so far."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Protocol

from agent.cluster.redis_client import PREFIX
from agent.cluster.redis_event_reader import RedisEventReader
from agent.cluster.redis_event_writer import RedisEventWriter
from agent.cluster.redis_process import RedisProcess

log = logging.getLogger(__name__)

SWEEP = 2.0  # leases between two searches for orphaned turns


class Turns(Protocol):
    """The running turns in the database; see `RunningTurns`."""

    def ids(self) -> set[str]: ...

    def save_streamed(self, answers: Mapping[str, str]) -> None: ...

    def mark_lost(self, turn_ids: Sequence[str] | None = None) -> int: ...


class RedisReaper:
    """Called when this process finds another one dead, and at each beat."""

    def __init__(
        self,
        process: RedisProcess,
        turns: Turns,
        reader: RedisEventReader,
        writer: RedisEventWriter,
        release: Callable[[str, str], Awaitable[None]],
    ) -> None:
        """`release(conversation, holder)` frees a conversation for another run."""
        self._process = process
        self._redis = process.redis
        self._turns = turns
        self._reader = reader
        self._writer = writer
        self._release = release
        self._unknown: set[str] = set()  # turns of no process at the last sweep
        self._swept = time.monotonic()
        process.reapers.append(self._reap)
        process.on_beat.append(self._sweep)
        process.on_outage.append(self._unknown.clear)

    async def _reap(self, process: str) -> None:
        """End the runs of a dead process: in the database first, then for their readers."""
        left = await self._redis.hgetall(f"{PREFIX}runs:{process}")
        runs = {run_id: json.loads(about) for run_id, about in left.items()}
        texts = {about["message"]: await self._reader.text(run) for run, about in runs.items()}
        if texts:
            await asyncio.to_thread(self._turns.save_streamed, texts)
            await asyncio.to_thread(self._turns.mark_lost, list(texts))
        for run_id, about in runs.items():
            await self._release(about["conversation"], f"{run_id}|{process}")
            await self._writer.interrupt(run_id)

    async def _sweep(self) -> None:
        """Mark running turns in the database as failed that no process knows of.

        After Redis has lost its data each process writes its runs again: only turns that are
        unknown twice are lost.
        """
        if time.monotonic() - self._swept < SWEEP * self._process.seconds:
            return
        self._swept = time.monotonic()
        unknown = await asyncio.to_thread(self._turns.ids)
        if unknown:
            for process in await self._redis.hkeys(f"{PREFIX}processes"):
                for about in await self._redis.hvals(f"{PREFIX}runs:{process}"):
                    unknown.discard(json.loads(about)["message"])
        if lost := unknown & self._unknown:
            count = await asyncio.to_thread(self._turns.mark_lost, list(lost))
            log.warning("%d turns of dead processes were marked as failed", count)
        self._unknown.clear()
        self._unknown |= unknown - lost
