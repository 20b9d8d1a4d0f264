"""Reads the events of other processes' runs from Redis, as published bytes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping

from redis.client import NEVER_DECODE

from agent.background_tasks import stop
from agent.cluster.redis_client import BLOCK, PREFIX, RedisError
from agent.cluster.redis_event_writer import END, FRAMES, RETRY_SECONDS
from agent.cluster.redis_process import RedisProcess
from agent.errors import Interrupted
from agent.events import Event
from agent.turns.run import Ask, Run
from agent.turns.run_event import run_events

IDLE = 10.0  # seconds for which a run without local listeners is still read
BYTES = {NEVER_DECODE: True}

Entries = list[tuple[bytes, dict[bytes, bytes]]]


class RedisEventReader:
    """Follows each requested run, once for all of its local listeners."""

    def __init__(self, process: RedisProcess) -> None:
        self._process = process
        self._redis = process.redis
        self._read: dict[str, tuple[Run, asyncio.Task[None]]] = {}
        process.on_beat.append(self._renew_listening)

    async def close(self) -> None:
        """Stop reading."""
        await stop(task for _, task in self._read.values())

    async def find(self, run_id: str) -> Run | None:
        """A run with its events so far, followed from now on."""
        if run_id not in self._read:
            about = await self._redis.hgetall(f"{PREFIX}run:{run_id}")
            if not about:
                return None
            run = await self._whole(run_id, about)
            if run.ended.is_set():
                return run
            if run_id not in self._read:
                self._read[run_id] = run, asyncio.create_task(self._follow(run))
        return self._read[run_id][0]

    async def text(self, run_id: str) -> str:
        """The text of a run so far."""
        return (await self._whole(run_id, {})).streamed

    async def _whole(self, run_id: str, about: Mapping[str, str]) -> Run:
        conversation = about.get("conversation", "")
        ask = Ask("", conversation, user=about.get("user", ""))
        run = Run(ask, conversation, run_id, about.get("message", ""))
        name = f"{PREFIX}events:{run_id}"
        _receive(run, await self._redis.execute_command("XRANGE", name, "-", "+", **BYTES))
        return run

    async def _renew_listening(self) -> None:
        """Renew the marks that these runs have listeners here."""
        followed = [run.id for run, _ in self._read.values() if run.listeners]
        if not followed:
            return
        async with self._redis.pipeline(transaction=False) as calls:
            for run_id in followed:
                calls.set(f"{PREFIX}listening:{run_id}", 1, px=int(1000 * self._process.seconds))
            await calls.execute()

    async def _follow(self, run: Run) -> None:
        """Read a run to its end, or until it has no listeners."""
        listened = seen = time.monotonic()  # when it had a listener, when it was in Redis
        while not run.ended.is_set():
            now = time.monotonic()
            listened = now if run.listeners else listened
            if now - listened > IDLE:
                break
            try:
                if await self._read_new(run):
                    seen = time.monotonic()
            except (RedisError, OSError):
                seen = time.monotonic()  # unknown meanwhile
                await asyncio.sleep(RETRY_SECONDS)
                continue
            if (
                time.monotonic() - seen > 3 * self._process.seconds
            ):  # no process will write it again
                run.publish(Event("error", {**Interrupted().body(), "run_id": run.id}))
                run.error = Interrupted()
                run.end(time.monotonic())
        self._read.pop(run.id, None)

    async def _read_new(self, run: Run) -> bool:
        """Wait for new events and receive them; False if the run is not in Redis."""
        name = f"{PREFIX}events:{run.id}"
        arguments = ("BLOCK", int(1000 * BLOCK), "STREAMS", name, f"{run.last + 1}-0")
        streams = await self._redis.execute_command("XREAD", *arguments, **BYTES)
        for _, entries in streams or ():
            _receive(run, entries)
        return bool(streams or await self._redis.exists(name))


def _receive(run: Run, entries: Entries) -> None:
    for _, fields in entries:
        run.receive(run_events(fields.get(FRAMES.encode(), b"")))
        if END.encode() in fields:
            run.end(time.monotonic())
