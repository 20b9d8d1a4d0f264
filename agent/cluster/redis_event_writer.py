"""Writes the events of this process's runs to Redis, for the other processes.

An entry of a run's stream has the events of one write; its id is one more than the number of the
last of them, so that a reader can begin at any number, and writing twice does no harm.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from redis.exceptions import ResponseError

from agent.background_tasks import stop
from agent.cluster.redis_client import PREFIX, RedisError
from agent.cluster.redis_process import RedisProcess
from agent.errors import Interrupted
from agent.events import Event
from agent.turns.run import AHEAD, Run
from agent.turns.run_event import RunEvent
from agent.turns.run_registry import KEPT_SECONDS

log = logging.getLogger(__name__)

EVERY = 0.03  # seconds between two writes, each with all new events
MOST_ENTRIES = 200_000  # of a stream: more than a run's bytes allow
RETRY_SECONDS = 0.5  # between attempts while Redis does not answer
FRAMES, END = "frames", "end"  # fields of an entry


class RedisEventWriter:
    """Writes each run until all of its events are in Redis."""

    def __init__(self, process: RedisProcess) -> None:
        self._process = process
        self._redis = process.redis
        self._own: dict[Run, Callable[[Run], None]] = {}
        self._written: dict[Run, int] = {}  # number of events; none for a run new to Redis
        self._losses = 0  # number of times that Redis had lost its data
        self._changed: dict[Run, None] = {}
        self._wake = asyncio.Event()
        self._all_written = asyncio.Event()
        self._all_written.set()
        self._writing: asyncio.Task[None] | None = None
        process.on_rejoin.append(self._write_all_again)
        process.on_reaped.append(self._disown)

    def open(self) -> None:
        """Start writing."""
        self._writing = asyncio.create_task(self._write())

    async def close(self) -> None:
        """Write the rest, if Redis answers, and stop."""
        with suppress(TimeoutError):
            async with asyncio.timeout(2 * RETRY_SECONDS):
                await self._all_written.wait()
        if self._writing:
            await stop([self._writing])

    def began(self, run: Run, shared: Callable[[Run], None]) -> None:
        """Write its events from now on; `shared` is called when all are written."""
        self._own[run] = shared
        self._all_written.clear()
        run.on_change = self._write_soon
        self._write_soon(run)

    def own(self, run_id: str) -> Run | None:
        """A run of this process, until all of its events are written."""
        return next((run for run in self._own if run.id == run_id), None)

    def all_own(self) -> list[Run]:
        """The runs of this process, until all of their events are written."""
        return list(self._own)

    async def interrupt(self, run_id: str) -> None:
        """End the run of a dead process with the error `interrupted`."""
        name = f"{PREFIX}events:{run_id}"
        last = await self._redis.xrevrange(name, count=1)
        number = AHEAD + (int(last[0][0].split("-")[0]) if last else 0)
        if last and END in last[0][1]:
            return
        error = Event("error", {**Interrupted().body(), "run_id": run_id})
        frame = RunEvent.of(run_id, number, error).frame
        async with self._redis.pipeline() as calls:
            calls.xadd(name, {FRAMES: frame}, id=f"{number + 1}-0")
            calls.xadd(name, {END: ""}, id=f"{number + 1}-1")
            _expire(calls, run_id)
            with suppress(ResponseError):  # it has ended meanwhile
                await calls.execute()

    def _write_soon(self, run: Run) -> None:
        self._changed[run] = None
        self._wake.set()

    async def _write(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            changed, self._changed = self._changed, {}
            try:
                await self._write_new([run for run in changed if run in self._own])
            except (RedisError, OSError) as error:
                log.warning("events cannot be written to Redis now: %s", type(error).__name__)
                self._changed = changed | self._changed
                self._wake.set()
                await asyncio.sleep(RETRY_SECONDS)
            await asyncio.sleep(EVERY)

    async def _write_new(self, runs: list[Run]) -> None:
        """Write the new events of several runs in one call."""
        reached: dict[Run, tuple[int, bool]] = {}
        losses = self._losses
        async with self._redis.pipeline(transaction=False) as calls:
            for run in runs:
                reached[run] = len(run.events), run.ended.is_set()
                self._add(calls, run)
            for result in await calls.execute(raise_on_error=False):
                if isinstance(result, ResponseError) and "equal or smaller" not in str(result):
                    raise result  # else it was already written, but Redis' reply was lost
                if isinstance(result, RedisError) and not isinstance(result, ResponseError):
                    raise result
        if self._losses != losses:  # Redis had lost the earlier events: all are written again
            return
        for run, (count, ended) in reached.items():
            self._written[run] = count
            if ended and (shared := self._own.pop(run, None)):
                self._written.pop(run)
                run.on_change = None
                shared(run)
        if not self._own:
            self._all_written.set()

    def _add(self, calls: Any, run: Run) -> None:
        name = f"{PREFIX}events:{run.id}"
        if run not in self._written:
            about = {
                "user": run.ask.user,
                "conversation": run.conversation_id,
                "message": run.message_id,
                "process": self._process.id,
            }
            calls.hset(f"{PREFIX}run:{run.id}", mapping=about)
            calls.sadd(f"{PREFIX}conversation:{run.conversation_id}", run.id)
            calls.expire(f"{PREFIX}conversation:{run.conversation_id}", int(KEPT_SECONDS))
            calls.delete(name)  # part of it may be there
        last = len(run.events)
        if new := run.events[self._written.get(run, 0) :]:
            frames = b"".join(event.frame for event in new)
            calls.xadd(name, {FRAMES: frames}, id=f"{last}-0", maxlen=MOST_ENTRIES)
        if run.ended.is_set():
            calls.xadd(name, {END: ""}, id=f"{last}-1")
            calls.hdel(f"{PREFIX}runs:{self._process.id}", run.id)
            _expire(calls, run.id)
            calls.expire(f"{PREFIX}conversation:{run.conversation_id}", int(KEPT_SECONDS))

    async def _write_all_again(self) -> None:
        """Write all runs of this process again, of which Redis may have lost any part."""
        self._losses += 1
        self._written.clear()
        for run in self._own:
            self._write_soon(run)

    def _disown(self) -> None:
        """Stop writing runs that other processes have ended."""
        for run in self._own:
            run.on_change = None
            if run.work:
                run.work.cancel()
        self._own.clear()
        self._all_written.set()
        self._written.clear()


def _expire(calls: Any, run_id: str) -> None:
    for kind in ("events", "run"):
        calls.expire(f"{PREFIX}{kind}:{run_id}", int(KEPT_SECONDS))
