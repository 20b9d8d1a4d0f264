"""This process among those of the service: its lease, its inbox, and what those that died leave."""

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

from agent.cluster.redis_client import (
    BLOCK,
    PREFIX,
    RedisError,
    connect,
    connect_in_a_thread,
)
from agent.errors import InvalidSettings, MentorError
from agent.tasks import stop

log = logging.getLogger(__name__)

BEATS = 4  # in the time of a lease
INBOX_SECONDS = 60  # for which an inbox nobody reads is kept
BURIED_SECONDS = 3_600
BURYING_SECONDS = 10  # for which no other process does the same

Handler = Callable[[list[Any]], None]


def _new_id() -> str:
    return f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"


class RedisProcess:
    """Lives while its lease is renewed; the others end what runs in it when that lapses.

    The parts of the service that keep something in Redis are told: `beats` at each beat, `anew`
    where Redis has lost what it knew of this process, `buried` where the others have given it up,
    `bury` to end what a dead one leaves. All are called without anything else under way.
    """

    def __init__(self, url: str, seconds: float, files: dict[str, str]) -> None:
        """`seconds`: how long it lives without a beat. `files`: where what all share is kept."""
        self.redis = connect(url)
        self._url = url
        self._left = Event()
        self.id = _new_id()
        self.seconds = seconds
        self._files = json.dumps(files, sort_keys=True)
        self._server = ""  # Redis' own name for itself, which is another one after a restart
        self._known = True  # whether it has all that this process has to tell
        self._missing: dict[str, float] = {}  # processes without a lease, since when
        self._tasks: list[asyncio.Task[None]] = []
        self.handlers: dict[str, Handler] = {}
        self.beats: list[Callable[[], Awaitable[None]]] = []
        self.anew: list[Callable[[], Awaitable[None]]] = []
        self.buried: list[Callable[[], None]] = []
        self.bury: list[Callable[[str], Awaitable[None]]] = []
        self.interrupted: list[Callable[[], None]] = []

    async def join(self) -> None:
        """Be one of the processes; raises `InvalidSettings` where they keep things elsewhere."""
        for other, files in (await self.redis.hgetall(f"{PREFIX}processes")).items():
            if files != self._files and await self.redis.exists(f"{PREFIX}alive:{other}"):
                raise _elsewhere(other, json.loads(self._files), json.loads(files))
        await self._register()
        self._server = (await self.redis.info("server"))["run_id"]
        Thread(target=self._breathe, daemon=True).start()
        self._tasks = [asyncio.create_task(work()) for work in (self._live, self._read)]

    async def leave(self) -> None:
        """Be one no more; nothing runs any longer."""
        self.fall_silent()
        await stop(self._tasks)
        with suppress(RedisError, OSError):
            await self.redis.hdel(f"{PREFIX}processes", self.id)
            names = (f"{PREFIX}{kind}:{self.id}" for kind in ("alive", "inbox", "runs"))
            await self.redis.delete(*names)

    def fall_silent(self) -> None:
        """Give no more signs of life."""
        self._left.set()
        for task in self._tasks:
            task.cancel()

    async def tell(self, process: str, *message: object) -> None:
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

    def _breathe(self) -> None:
        """Renew the lease also while the event loop has no time for it: in a thread."""
        with closing(connect_in_a_thread(self._url)) as client:
            while not self._left.wait(self.seconds / BEATS):
                with suppress(RedisError, OSError):
                    client.set(f"{PREFIX}alive:{self.id}", 1, px=self._lease, xx=True)

    async def _live(self) -> None:
        while True:
            try:
                lives = await self.redis.set(f"{PREFIX}alive:{self.id}", 1, px=self._lease, xx=True)
                server = (await self.redis.info("server"))["run_id"]
                if not (lives and self._known and server == self._server):
                    await self._come_back()
                    self._server = server
                for beat in self.beats:
                    await beat()
                await self._look_at_others()
            except (RedisError, OSError) as error:
                log.warning("Redis does not answer: %s", error)
                self._missing.clear()  # they could not renew their leases, either
                for interrupted in self.interrupted:
                    interrupted()
            except Exception as error:  # noqa: BLE001  it lives on: the database may be away
                log.warning("a look at the other processes failed: %s", error)
            await asyncio.sleep(self.seconds / BEATS)

    async def _come_back(self) -> None:
        """Redis was away and may have lost anything, or this process was held up."""
        self._known = False
        if await self.redis.exists(f"{PREFIX}buried:{self.id}"):
            log.error("held up for too long: its turns were ended by another process")
            self.id = _new_id()
            for buried in self.buried:
                buried()
        await self._register()
        for anew in self.anew:
            await anew()
        self._known = True

    async def _look_at_others(self) -> None:
        known = [one for one in await self.redis.hkeys(f"{PREFIX}processes") if one != self.id]
        leases = [f"{PREFIX}alive:{one}" for one in known]
        alive = await self.redis.mget(leases) if leases else []
        now = time.monotonic()
        missing = [one for one, lease in zip(known, alive, strict=True) if not lease]
        self._missing = {one: self._missing.get(one, now) for one in missing}
        for one, since in self._missing.items():
            if now - since >= self.seconds / 2:
                await self._bury(one)

    async def _bury(self, process: str) -> None:
        """End what a dead process leaves, unless another one does; tried again where it fails."""
        doing = f"{PREFIX}burying:{process}"
        if not await self.redis.set(doing, self.id, nx=True, ex=BURYING_SECONDS):
            return
        try:
            await self.redis.set(f"{PREFIX}buried:{process}", self.id, ex=BURIED_SECONDS)
            for bury in self.bury:
                await bury(process)
        except MentorError as error:
            log.warning("what process %s left cannot be ended now: %s", process, error)
            return
        finally:
            await self.redis.delete(doing)
        await self.redis.delete(f"{PREFIX}inbox:{process}", f"{PREFIX}runs:{process}")
        await self.redis.hdel(f"{PREFIX}processes", process)
        log.warning("process %s is gone: its turns were ended", process)

    async def _read(self) -> None:
        """Do what the inbox says, as it comes."""
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
    what = " and ".join(name for name in ours if ours[name] != theirs.get(name))
    return InvalidSettings(
        f"Process {other} meets in the same Redis and has its {what} elsewhere.",
        "Processes on several machines need MENTOR_DATABASE_URL=postgresql://... and "
        "MENTOR_MILVUS_URI=http://...; another installation needs a Redis database of its own, "
        "e.g. MENTOR_REDIS_URL=redis://127.0.0.1:6379/1",
    )
