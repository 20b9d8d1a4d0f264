"""The runs: found by id in any process, and stopped when there are no listeners."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import aclosing, asynccontextmanager, suppress
from typing import Any

from agent.errors import NotFound, StoreUnavailable
from agent.turns.peers import Peers, SingleProcess
from agent.turns.run import RUN_ID, Run
from agent.turns.run_event import RunEvent

log = logging.getLogger(__name__)

KEPT_SECONDS = 3_600.0
MOST_BYTES = 32 * 2**20
"""Bytes of the events of all runs that have ended."""
RETRY_SECONDS = 1.0
"""Seconds after which a task is cancelled again: libraries sometimes lose a cancellation."""


class Runs:
    """All runs; ended ones are kept for an hour, or as long as there is room."""

    def __init__(
        self,
        *,
        grace: float = 10.0,
        most_bytes: int = MOST_BYTES,
        peers: Peers | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`grace`: seconds for which a run continues without listeners; `peers`: the other
        processes of the service, none by default."""
        self._grace = grace
        self._most_bytes = most_bytes
        self._clock = clock
        self._runs: dict[str, Run] = {}
        self.peers: Peers = peers or SingleProcess()
        self._drives: dict[Run, asyncio.Task[None]] = {}
        self._leaving: dict[Run, asyncio.TimerHandle] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def listeners(self) -> int:
        """The number of listeners to runs that have not ended."""
        return sum(run.listeners for run in self._drives)

    @property
    def running(self) -> list[Run]:
        """The runs that have not ended."""
        return list(self._drives)

    def start(self, run: Run, drive: Coroutine[Any, Any, None]) -> None:
        """Run `drive`, which ends the run, in the background."""
        self._forget_old()
        self._runs[run.id] = run
        self.peers.began(run, self._shared)
        task = asyncio.create_task(drive)
        self._drives[run] = task
        task.add_done_callback(lambda _: self._over(run))
        self._wait_for_listeners(run)

    async def of(self, run_id: str, user: str) -> Run:
        """A run of this user, in any process; raises `NotFound`."""
        self._forget_old()
        run = self._runs.get(run_id) or await self.peers.find(run_id)
        if run is None or run.ask.user != user:
            raise NotFound(
                f"There is no run {run_id!r}.",
                "Runs are kept for an hour; the answer is in the conversation.",
            )
        return run

    async def follow(self, run: Run, after: int = -1) -> AsyncGenerator[list[RunEvent]]:
        """The events of a run after that number; closing this stops listening.

        Each list has all new events.
        """
        async with self._listening(run), aclosing(run.follow(after)) as events:
            async for new in events:
                yield new

    async def stop(self, run: Run) -> None:
        """Stop a run, the model included; return when it is saved."""
        async with self._listening(run):
            while not run.ended.is_set():
                if run.id not in self._runs:
                    await self.peers.stop(run)
                elif run.work:
                    run.work.cancel()
                with suppress(TimeoutError):
                    async with asyncio.timeout(RETRY_SECONDS):
                        await run.ended.wait()

    async def forget(self, conversation_id: str) -> None:
        """Stop the runs of a conversation, and delete their events."""
        own = [run for run in self._runs.values() if run.conversation_id == conversation_id]
        for run in own:
            await self.stop(run)
            self._runs.pop(run.id, None)
        for run in await self.peers.of_conversation(conversation_id):
            await self.stop(run)
        await self.peers.forget(conversation_id)

    async def drain(self, seconds: float) -> None:
        """Wait at most this long for all runs to end, then stop the rest."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self._drives:
                    await asyncio.wait(set(self._drives.values()))
        await asyncio.gather(*(self.stop(run) for run in self.running))

    async def close(self) -> None:
        """Stop all runs and wait until each is saved."""
        await asyncio.gather(*(self.stop(run) for run in self.running))
        await asyncio.gather(*self._drives.values(), return_exceptions=True)
        for timer in self._leaving.values():
            timer.cancel()
        for task in self._tasks:
            task.cancel()

    @asynccontextmanager
    async def _listening(self, run: Run) -> AsyncGenerator[None]:
        run.listeners += 1
        if timer := self._leaving.pop(run, None):
            timer.cancel()
        try:
            yield
        finally:
            run.listeners -= 1
            returns = run.ask.keep  # a client that keeps the conversation itself asks again instead
            self._wait_for_listeners(run, self._grace if returns else 0.0)

    def _wait_for_listeners(self, run: Run, seconds: float | None = None) -> None:
        if run.listeners == 0 and run in self._drives and run not in self._leaving:
            self._abandon_in(self._grace if seconds is None else seconds, run)

    def _abandon_in(self, seconds: float, run: Run) -> None:
        loop = asyncio.get_running_loop()
        self._leaving[run] = loop.call_later(seconds, lambda: self._soon(self._abandon(run)))

    def _soon(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _abandon(self, run: Run) -> None:
        """Stop a run that has no listener in any process."""
        followed = True  # unless the others can be reached
        with suppress(StoreUnavailable):
            followed = await self.peers.is_followed(run)
        self._leaving.pop(run, None)
        if followed:
            self._wait_for_listeners(run)
        if followed or run.listeners or run.ended.is_set():
            return
        RUN_ID.set(run.id)
        log.info("run %s has no listeners: stopping it", run.id)
        if run.work:
            run.work.cancel()
        self._abandon_in(RETRY_SECONDS, run)

    def _shared(self, run: Run) -> None:
        """Drop an ended run of which the other processes have all events."""
        self._runs.pop(run.id, None)

    def _over(self, run: Run) -> None:
        self._drives.pop(run, None)
        run.work = None  # its result is the graph's whole state
        if not run.ended.is_set():
            run.end(self._clock())
            self._soon(self.peers.release(run))
        if timer := self._leaving.pop(run, None):
            timer.cancel()

    def _forget_old(self) -> None:
        ended = [run for run in self._runs.values() if run.ended_at is not None]
        room = self._most_bytes
        for run in sorted(ended, key=lambda run: run.ended_at or 0.0, reverse=True):
            room -= run.size
            if room < 0 or self._clock() - (run.ended_at or 0.0) > KEPT_SECONDS:
                del self._runs[run.id]
