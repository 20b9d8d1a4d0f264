"""The processes of one service that meet in Redis."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Protocol

from agent.cluster.redis_client import PREFIX, Client, RedisError, told, where
from agent.cluster.redis_events import RedisEvents
from agent.cluster.redis_process import RedisProcess
from agent.errors import StoreUnavailable
from agent.tasks import stop
from agent.turns.peers import in_the_way
from agent.turns.run import Run

log = logging.getLogger(__name__)

START = 60.0  # seconds that a start waits for Redis
SWEEP = 2.0  # leases between two looks for turns that no process answers for
CLAIM = """
local holder = redis.call('HGET', KEYS[1], ARGV[1])
local process = holder and string.match(holder, '|(.*)')
if holder and holder ~= ARGV[2] and redis.call('HEXISTS', KEYS[3], process) == 1 then
  return holder
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('HSET', KEYS[2], ARGV[3], ARGV[4])
return false
"""
RELEASE = """
if redis.call('HGET', KEYS[1], ARGV[1]) == ARGV[2] then redis.call('HDEL', KEYS[1], ARGV[1]) end
"""


class Turns(Protocol):
    """Where turns are kept; see `Transcripts`."""

    def running(self) -> set[str]: ...

    def save_streamed(self, answers: Mapping[str, str]) -> None: ...

    def mark_lost(self, turn_ids: Sequence[str] | None = None) -> int: ...


class RedisPeers:
    """`agent.turns.peers.Peers` for several processes."""

    def __init__(self, process: RedisProcess, turns: Turns, server: str) -> None:
        """`server`: how errors name Redis."""
        self.process = process
        self.server = server
        self.events = RedisEvents(process)
        self._redis: Client = process.redis
        self._turns = turns
        self._claimed: dict[str, Run] = {}
        self._unanswered: set[str] = set()  # turns of no process, when it was last looked
        self._swept = time.monotonic()
        self._late: set[asyncio.Task[None]] = set()
        self._claim = self._redis.register_script(CLAIM)
        self._release = self._redis.register_script(RELEASE)
        process.handlers["stop"] = self._told_to_stop
        process.beats.append(self._sweep)
        process.anew.insert(0, self._claim_anew)
        process.bury.append(self._bury)
        process.buried.append(self._claimed.clear)
        process.interrupted.append(self._unanswered.clear)

    async def check(self) -> None:
        """See `Peers`."""
        with told(self.server):
            await self._redis.ping()

    async def claim(self, run: Run) -> None:
        """See `Peers`."""
        names = ("turns", f"runs:{self.process.id}", "processes")
        self._claimed[run.id] = run
        try:
            with told(self.server):
                holder = await self._claim(
                    keys=[PREFIX + name for name in names],
                    args=[run.conversation_id, self._holder(run.id), run.id, _about(run)],
                )
        except StoreUnavailable:  # it may have been heard all the same
            await self.release(run)
            raise
        if holder:
            del self._claimed[run.id]
            raise in_the_way(holder.split("|")[0])

    async def check_idle(self, conversation_id: str) -> None:
        """See `Peers`."""
        with told(self.server):
            holder = await self._redis.hget(f"{PREFIX}turns", conversation_id)
            run, _, process = (holder or "").partition("|")
            if holder and await self._redis.hexists(f"{PREFIX}processes", process):
                raise in_the_way(run)

    async def release(self, run: Run) -> None:
        """See `Peers`."""
        if not self._claimed.pop(run.id, None):
            return
        try:
            await self._let_go(run)
        except (RedisError, OSError):
            task = asyncio.create_task(self._let_go_later(run))
            self._late.add(task)
            task.add_done_callback(self._late.discard)

    def began(self, run: Run, kept: Callable[[Run], None]) -> None:
        """See `Peers`."""
        self.events.began(run, kept)

    async def find(self, run_id: str) -> Run | None:
        """See `Peers`."""
        with told(self.server):
            return await self.events.find(run_id)

    async def stop(self, run: Run) -> None:
        """See `Peers`."""
        with told(self.server):
            if process := await self._redis.hget(f"{PREFIX}run:{run.id}", "process"):
                await self.process.tell(process, "stop", run.id)

    async def heard(self, run: Run) -> bool:
        """See `Peers`."""
        with told(self.server):
            return bool(await self._redis.exists(f"{PREFIX}listening:{run.id}"))

    async def of_conversation(self, conversation_id: str) -> Sequence[Run]:
        """See `Peers`."""
        with told(self.server):
            ids = await self._redis.smembers(f"{PREFIX}conversation:{conversation_id}")
            found = [await self.events.find(run_id) for run_id in ids]
        return [run for run in found if run]

    async def forget(self, conversation_id: str) -> None:
        """See `Peers`."""
        name = f"{PREFIX}conversation:{conversation_id}"
        with told(self.server):
            ids = await self._redis.smembers(name)
            kinds = ("told", "run", "listening")
            names = [f"{PREFIX}{kind}:{run_id}" for run_id in ids for kind in kinds]
            await self._redis.delete(name, *names)

    async def close(self) -> None:
        """Leave the others; nothing runs here any longer."""
        await self.events.close()
        await stop(self._late)
        await self.process.leave()

    def _holder(self, run_id: str) -> str:
        return f"{run_id}|{self.process.id}"

    async def _let_go(self, run: Run) -> None:
        holder = self._holder(run.id)
        await self._release(keys=[f"{PREFIX}turns"], args=[run.conversation_id, holder])
        if not self.events.own(run.id):  # it has not begun
            await self._redis.hdel(f"{PREFIX}runs:{self.process.id}", run.id)

    async def _let_go_later(self, run: Run) -> None:
        while True:
            await asyncio.sleep(self.process.seconds / 4)
            try:
                await self._let_go(run)
            except (RedisError, OSError):
                continue
            return

    def _told_to_stop(self, message: list[str]) -> None:
        run = self.events.own(message[0])
        if run and run.work:
            run.work.cancel()

    async def _claim_anew(self) -> None:
        runs = {run.id: run for run in self.events.all_own()} | self._claimed
        async with self._redis.pipeline() as calls:
            for run in runs.values():
                calls.hset(f"{PREFIX}runs:{self.process.id}", run.id, _about(run))
                if run.id in self._claimed:
                    calls.hsetnx(f"{PREFIX}turns", run.conversation_id, self._holder(run.id))
            await calls.execute()

    async def _bury(self, process: str) -> None:
        """End the runs of a dead process: kept as `failed` with what they had said, then told."""
        left = await self._redis.hgetall(f"{PREFIX}runs:{process}")
        abouts = {run_id: json.loads(about) for run_id, about in left.items()}
        said = {about["message"]: await self.events.said(run) for run, about in abouts.items()}
        if said:
            await asyncio.to_thread(self._turns.save_streamed, said)
            await asyncio.to_thread(self._turns.mark_lost, list(said))
        for run_id, about in abouts.items():
            holder = f"{run_id}|{process}"
            await self._release(keys=[f"{PREFIX}turns"], args=[about["conversation"], holder])
            await self.events.interrupt(run_id)

    async def _sweep(self) -> None:
        """Mark turns as failed that run in the database, and that no process knows of.

        Where Redis has lost its data, each process tells it anew: only what is unknown twice is
        lost.
        """
        if time.monotonic() - self._swept < SWEEP * self.process.seconds:
            return
        self._swept = time.monotonic()
        running = await asyncio.to_thread(self._turns.running)
        if not running:
            self._unanswered = set()
            return
        for process in await self._redis.hkeys(f"{PREFIX}processes"):
            for about in await self._redis.hvals(f"{PREFIX}runs:{process}"):
                running.discard(json.loads(about)["message"])
        if lost := running & self._unanswered:
            count = await asyncio.to_thread(self._turns.mark_lost, list(lost))
            log.warning("%d turns of processes that are gone were marked as failed", count)
        self._unanswered = running - lost


def _about(run: Run) -> str:
    return json.dumps({"conversation": run.conversation_id, "message": run.message_id})


@asynccontextmanager
async def open_peers(
    url: str, turns: Turns, files: dict[str, str], seconds: float
) -> AsyncGenerator[RedisPeers]:
    """The other processes; raises `StoreUnavailable` where Redis does not answer for a minute,
    and `InvalidSettings` where they keep conversations or index elsewhere."""
    server = where(url)
    process = RedisProcess(url, seconds, files)
    peers = RedisPeers(process, turns, server)
    try:
        await _wait(process.redis, server)
        with told(server):
            await process.join()
        peers.events.open()
        try:
            yield peers
        finally:
            await peers.close()
    finally:
        await process.redis.aclose()


async def _wait(redis: Client, server: str) -> None:
    deadline = time.monotonic() + START
    while True:
        try:
            await redis.ping()
        except (RedisError, OSError) as error:
            if time.monotonic() > deadline:
                with told(server):
                    raise
            log.warning("waiting for Redis at %s: %s", server, error)
            await asyncio.sleep(1)
        else:
            return
