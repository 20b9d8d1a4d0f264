"""The processes of one service, connected through Redis."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager

from agent.background_tasks import stop
from agent.cluster.redis_client import PREFIX, Client, RedisError, server_of, translated
from agent.cluster.redis_event_reader import RedisEventReader
from agent.cluster.redis_event_writer import RedisEventWriter
from agent.cluster.redis_process import RedisProcess
from agent.cluster.redis_rate import RedisBuckets
from agent.cluster.redis_reaper import RedisReaper, Turns
from agent.errors import StoreUnavailable
from agent.turns.peers import already_answering
from agent.turns.run import Run

log = logging.getLogger(__name__)

START = 60.0  # seconds that a start waits for Redis
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


class RedisPeers:
    """`agent.turns.peers.Peers` for several processes."""

    several = True

    def __init__(self, process: RedisProcess, turns: Turns, server: str) -> None:
        """`server`: the name of Redis in errors."""
        self.process = process
        self.server = server
        self._redis: Client = process.redis
        self.buckets = RedisBuckets(process.redis)
        self._writer = RedisEventWriter(process)
        self._reader = RedisEventReader(process)
        self._reaper = RedisReaper(process, turns, self._reader, self._writer, self._let_go_of)
        self._claimed: dict[str, Run] = {}
        self._late: set[asyncio.Task[None]] = set()
        self._claim = self._redis.register_script(CLAIM)
        self._release = self._redis.register_script(RELEASE)
        process.handlers["stop"] = self._stop_own
        process.on_rejoin.insert(0, self._claim_again)
        process.on_reaped.append(self._claimed.clear)

    def open(self) -> None:
        """Start sharing events."""
        self._writer.open()

    async def check(self) -> None:
        """See `Peers`."""
        with translated(self.server):
            await self._redis.ping()

    async def claim(self, run: Run) -> None:
        """See `Peers`."""
        names = ("turns", f"runs:{self.process.id}", "processes")
        self._claimed[run.id] = run
        try:
            with translated(self.server):
                holder = await self._claim(
                    keys=[PREFIX + name for name in names],
                    args=[run.conversation_id, self._holder(run.id), run.id, _about(run)],
                )
        except StoreUnavailable:  # Redis may have done it nevertheless
            await self.release(run)
            raise
        if holder:
            del self._claimed[run.id]
            raise already_answering(holder.split("|")[0])

    async def check_idle(self, conversation_id: str) -> None:
        """See `Peers`."""
        with translated(self.server):
            holder = await self._redis.hget(f"{PREFIX}turns", conversation_id)
            run, _, process = (holder or "").partition("|")
            if holder and await self._redis.hexists(f"{PREFIX}processes", process):
                raise already_answering(run)

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

    def began(self, run: Run, shared: Callable[[Run], None]) -> None:
        """See `Peers`."""
        self._writer.began(run, shared)

    async def find(self, run_id: str) -> Run | None:
        """See `Peers`."""
        with translated(self.server):
            return await self._reader.find(run_id)

    async def stop(self, run: Run) -> None:
        """See `Peers`."""
        with translated(self.server):
            if process := await self._redis.hget(f"{PREFIX}run:{run.id}", "process"):
                await self.process.send(process, "stop", run.id)

    async def is_followed(self, run: Run) -> bool:
        """See `Peers`."""
        with translated(self.server):
            return bool(await self._redis.exists(f"{PREFIX}listening:{run.id}"))

    async def of_conversation(self, conversation_id: str) -> Sequence[Run]:
        """See `Peers`."""
        with translated(self.server):
            ids = await self._redis.smembers(f"{PREFIX}conversation:{conversation_id}")
            found = [await self._reader.find(run_id) for run_id in ids]
        return [run for run in found if run]

    async def forget(self, conversation_id: str) -> None:
        """See `Peers`."""
        name = f"{PREFIX}conversation:{conversation_id}"
        with translated(self.server):
            ids = await self._redis.smembers(name)
            kinds = ("events", "run", "listening")
            names = [f"{PREFIX}{kind}:{run_id}" for run_id in ids for kind in kinds]
            await self._redis.delete(name, *names)

    async def close(self) -> None:
        """Leave the service; nothing runs here any more."""
        await self._writer.close()
        await self._reader.close()
        await stop(self._late)
        await self.process.leave()

    def _holder(self, run_id: str) -> str:
        return f"{run_id}|{self.process.id}"

    async def _let_go(self, run: Run) -> None:
        await self._let_go_of(run.conversation_id, self._holder(run.id))
        if not self._writer.own(run.id):  # it has not begun
            await self._redis.hdel(f"{PREFIX}runs:{self.process.id}", run.id)

    async def _let_go_of(self, conversation_id: str, holder: str) -> None:
        await self._release(keys=[f"{PREFIX}turns"], args=[conversation_id, holder])

    async def _let_go_later(self, run: Run) -> None:
        while True:
            await asyncio.sleep(self.process.seconds / 4)
            try:
                await self._let_go(run)
            except (RedisError, OSError):
                continue
            return

    def _stop_own(self, message: list[str]) -> None:
        run = self._writer.own(message[0])
        if run and run.work:
            run.work.cancel()

    async def _claim_again(self) -> None:
        runs = {run.id: run for run in self._writer.all_own()} | self._claimed
        async with self._redis.pipeline() as calls:
            for run in runs.values():
                calls.hset(f"{PREFIX}runs:{self.process.id}", run.id, _about(run))
                if run.id in self._claimed:
                    calls.hsetnx(f"{PREFIX}turns", run.conversation_id, self._holder(run.id))
            await calls.execute()


def _about(run: Run) -> str:
    return json.dumps({"conversation": run.conversation_id, "message": run.message_id})


@asynccontextmanager
async def open_peers(
    url: str, turns: Turns, files: dict[str, str], seconds: float
) -> AsyncGenerator[RedisPeers]:
    """The other processes; raises `StoreUnavailable` if Redis does not answer for a minute, and
    `InvalidSettings` if they use other conversations or another index."""
    server = server_of(url)
    process = RedisProcess(url, seconds, files)
    peers = RedisPeers(process, turns, server)
    try:
        await _wait(process.redis, server)
        with translated(server):
            await process.join()
        peers.open()
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
                with translated(server):
                    raise
            log.warning("waiting for Redis at %s: %s", server, error)
            await asyncio.sleep(1)
        else:
            return
