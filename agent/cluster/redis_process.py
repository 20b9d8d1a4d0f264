"""This process among those of the service: its lease, its inbox, and the reaping of dead ones."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import socket
import time
from collections.abc import Awaitable, Callable
from contextlib import closing, suppress
from threading import Event, Thread
from typing import Any
from uuid import uuid4

from agent.background_tasks import stop
from agent.cluster.redis_client import (
    BLOCK,
    PREFIX,
    RedisError,
    connect,
    connect_in_a_thread,
)
from agent.errors import InvalidSettings, MentorError

log = logging.getLogger(__name__)

BEATS = 4  # per lease
INBOX_SECONDS = 60  # lifetime of an unread inbox
REAPED_SECONDS = 3_600
REAPING_SECONDS = 10  # in which no other process reaps the same one

Handler = Callable[[list[Any]], None]


def _new_id() -> str:
    return f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"


class RedisProcess:
    """Counts as alive while its lease is renewed; when that expires, the others end its runs.

    The parts of the service with data in Redis register callbacks: `on_beat` for each beat,
    `on_rejoin` if Redis has lost the data of this process, `on_reaped` if the others have reaped
    it, `on_outage` if Redis does not answer, and `reapers`, which clean up after a dead process.
    They are called one after another.
    """

    def __init__(self, url: str, seconds: float, files: dict[str, str]) -> None:
        """`seconds`: the length of its lease. `files`: the locations of the shared data."""
        self.redis = connect(url)
        self._url = url
        self._left = Event()
        self.id = _new_id()
        self.seconds = seconds
        self._files = json.dumps(files, sort_keys=True)
        self._server = ""  # Redis' run id, a new one after each restart
        self._known = True  # whether Redis has all data of this process
        self._missing: dict[str, float] = {}  # process -> the time since which it has no lease
        self._tasks: list[asyncio.Task[None]] = []
        self.handlers: dict[str, Handler] = {}
        self.on_beat: list[Callable[[], Awaitable[None]]] = []
        self.on_rejoin: list[Callable[[], Awaitable[None]]] = []
        self.on_reaped: list[Callable[[], None]] = []
        self.on_outage: list[Callable[[], None]] = []
        self.reapers: list[Callable[[str], Awaitable[None]]] = []

    async def join(self) -> None:
        """Join the service; raises `InvalidSettings` if others use data elsewhere."""
        for other, files in (await self.redis.hgetall(f"{PREFIX}processes")).items():
            if files != self._files and await self.redis.exists(f"{PREFIX}alive:{other}"):
                raise _elsewhere(other, json.loads(self._files), json.loads(files))
        await self._register()
        self._server = (await self.redis.info("server"))["run_id"]
        Thread(target=self._renew_lease, daemon=True).start()
        self._tasks = [asyncio.create_task(work()) for work in (self._beat, self._read)]

    async def leave(self) -> None:
        """Leave; nothing runs here any more."""
        self.fall_silent()
        await stop(self._tasks)
        with suppress(RedisError, OSError):
            await self.redis.hdel(f"{PREFIX}processes", self.id)
            names = (f"{PREFIX}{kind}:{self.id}" for kind in ("alive", "inbox", "runs"))
            await self.redis.delete(*names)

    def fall_silent(self) -> None:
        """Stop renewing the lease."""
        self._left.set()
        for task in self._tasks:
            task.cancel()

    async def send(self, process: str, *message: object) -> None:
        """Put a message into the inbox of a process."""
        inbox = f"{PREFIX}inbox:{process}"
        async with self.redis.pipeline(transaction=False) as calls:
            calls.rpush(inbox, json.dumps(message)).expire(inbox, INBOX_SECONDS)
            await calls.execute()

    async def _register(self) -> None:
        async with self.redis.pipeline() as calls:
            calls.hset(f"{PREFIX}processes", self.id, self._files)
            calls.set(f"{PREFIX}alive:{self.id}", 1, px=self._lease)
            await calls.execute()

    @property
    def _lease(self) -> int:
        return int(1000 * self.seconds)

    def _renew_lease(self) -> None:
        """Renew the lease in a thread, because the event loop may be busy."""
        with closing(connect_in_a_thread(self._url)) as client:
            while not self._left.wait(self.seconds / BEATS):
                with suppress(RedisError, OSError):
                    client.set(f"{PREFIX}alive:{self.id}", 1, px=self._lease, xx=True)

    async def _beat(self) -> None:
        while True:
            try:
                lives = await self.redis.set(f"{PREFIX}alive:{self.id}", 1, px=self._lease, xx=True)
                server = (await self.redis.info("server"))["run_id"]
                if not (lives and self._known and server == self._server):
                    await self._rejoin()
                    self._server = server
                for call in self.on_beat:
                    await call()
                await self._check_others()
            except (RedisError, OSError) as error:
                log.warning("Redis does not answer: %s", error)
                self._missing.clear()  # they could not renew their leases either
                for notify in self.on_outage:
                    notify()
            except Exception as error:  # noqa: BLE001  a check may fail in any store; the lease must go on
                log.warning("a check of the other processes failed: %s", error)
            await asyncio.sleep(self.seconds / BEATS)

    async def _rejoin(self) -> None:
        """Register again after an outage of Redis, or after this process was blocked."""
        self._known = False
        if await self.redis.exists(f"{PREFIX}reaped:{self.id}"):
            log.error(
                "this process was blocked for too long; another process marked its turns as failed"
            )
            self.id = _new_id()
            for notify in self.on_reaped:
                notify()
        await self._register()
        for call in self.on_rejoin:
            await call()
        self._known = True

    async def _check_others(self) -> None:
        known = [one for one in await self.redis.hkeys(f"{PREFIX}processes") if one != self.id]
        leases = [f"{PREFIX}alive:{one}" for one in known]
        alive = await self.redis.mget(leases) if leases else []
        now = time.monotonic()
        missing = [one for one, lease in zip(known, alive, strict=True) if not lease]
        self._missing = {one: self._missing.get(one, now) for one in missing}
        for one, since in self._missing.items():
            if now - since >= self.seconds / 2:
                await self._reap(one)

    async def _reap(self, process: str) -> None:
        """End the runs of a dead process, unless another one does; retried if it fails."""
        reaping = f"{PREFIX}reaping:{process}"
        if not await self.redis.set(reaping, self.id, nx=True, ex=REAPING_SECONDS):
            return
        try:
            await self.redis.set(f"{PREFIX}reaped:{process}", self.id, ex=REAPED_SECONDS)
            for reap in self.reapers:
                await reap(process)
        except MentorError as error:
            log.warning("the turns of process %s cannot be ended now: %s", process, error)
            return
        finally:
            await self.redis.delete(reaping)
        await self.redis.delete(f"{PREFIX}inbox:{process}", f"{PREFIX}runs:{process}")
        await self.redis.hdel(f"{PREFIX}processes", process)
        log.warning("process %s is dead; its running turns were marked as failed", process)

    async def _read(self) -> None:
        """Handle the messages of the inbox."""
        while True:
            try:
                found = await self.redis.blpop([f"{PREFIX}inbox:{self.id}"], timeout=BLOCK)
            except (RedisError, OSError):
                await asyncio.sleep(self.seconds / BEATS)
                continue
            if found:
                kind, *rest = json.loads(found[1])
                self.handlers[kind](rest)


def _elsewhere(other: str, ours: dict[str, str], theirs: dict[str, str]) -> InvalidSettings:
    data = " and ".join(name for name in ours if ours[name] != theirs.get(name))
    return InvalidSettings(
        f"Process {other} uses the same Redis but has its {data} elsewhere.",
        "Processes on several machines need MENTOR_DATABASE_URL=postgresql://... and "
        "MENTOR_MILVUS_URI=http://...; another installation needs its own Redis database, "
        "e.g. MENTOR_REDIS_URL=redis://127.0.0.1:6379/1",
    )
