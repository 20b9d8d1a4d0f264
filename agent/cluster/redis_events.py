"""The events of runs in Redis: what runs here is written there, what runs elsewhere is read.

An entry of a run's stream has all events that have come together; its id is one more than the
number of the last of them, so that a reader goes on from a number, and to write twice does no harm.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, cast

from redis.exceptions import ResponseError

from agent.cluster.redis_client import BLOCK, PREFIX, RedisError
from agent.cluster.redis_process import RedisProcess
from agent.errors import Interrupted
from agent.events import EventName
from agent.tasks import stop
from agent.turns.run import AHEAD, Ask, Run, Told
from agent.turns.runs import KEPT_SECONDS

log = logging.getLogger(__name__)

EVERY = 0.03  # seconds between two writings, each with all that has come meanwhile
MOST_ENTRIES = 200_000  # of a stream: more than a run's bytes allow
AGAIN = 0.5  # seconds after which a call is tried again while Redis is away
IDLE = 10.0  # seconds for which a run is read with nobody listening here
END = "end"


class RedisEvents:
    """Writes the events of this process's runs, and follows those of others."""

    def __init__(self, process: RedisProcess) -> None:
        self._process = process
        self._redis = process.redis
        self._own: dict[Run, Callable[[Run], None]] = {}
        self._written: dict[Run, int] = {}  # events; a run that is new to Redis has no entry
        self._anew = 0  # how often all had to be written anew
        self._changed: dict[Run, None] = {}
        self._wake = asyncio.Event()
        self._all_written = asyncio.Event()
        self._all_written.set()
        self._read: dict[str, tuple[Run, asyncio.Task[None]]] = {}
        self._writing: asyncio.Task[None] | None = None
        process.beats.append(self._listen)
        process.anew.append(self._write_anew)
        process.buried.append(self._disown)

    def open(self) -> None:
        """Begin to write."""
        self._writing = asyncio.create_task(self._write())

    async def close(self) -> None:
        """Write what is left, where that can be done, and stop."""
        with suppress(TimeoutError):
            async with asyncio.timeout(2 * AGAIN):
                await self._all_written.wait()
        tasks = [task for _, task in self._read.values()]
        tasks += [self._writing] if self._writing else []
        await stop(tasks)

    def began(self, run: Run, kept: Callable[[Run], None]) -> None:
        """Write its events from now on; `kept` is called when all are written."""
        self._own[run] = kept
        self._all_written.clear()
        run.relay = self._news
        self._news(run)

    def own(self, run_id: str) -> Run | None:
        """A run of this process."""
        return next((run for run in self._own if run.id == run_id), None)

    def all_own(self) -> list[Run]:
        """The runs of this process, until all of their events are written."""
        return list(self._own)

    async def find(self, run_id: str) -> Run | None:
        """A run as its stream has it so far, followed from now on."""
        if run_id not in self._read:
            about = await self._redis.hgetall(f"{PREFIX}run:{run_id}")
            if not about:
                return None
            run = _run(run_id, about)
            entries = await self._redis.xrange(f"{PREFIX}told:{run_id}")
            _hear(run, entries)
            if run.ended.is_set():
                return run
            if run_id not in self._read:
                self._read[run_id] = run, asyncio.create_task(self._follow(run))
        return self._read[run_id][0]

    async def interrupt(self, run_id: str) -> None:
        """Let a run whose process is gone end with `interrupted`."""
        name = f"{PREFIX}told:{run_id}"
        last = await self._redis.xrevrange(name, count=1)
        number = AHEAD + (int(last[0][0].split("-")[0]) if last else 0)
        if last and END in last[0][1]:
            return
        error = Told.of(number, "error", {**Interrupted().body(), "run_id": run_id})
        async with self._redis.pipeline() as calls:
            calls.xadd(name, {_field(error): error.json}, id=f"{number + 1}-0")
            calls.xadd(name, {END: ""}, id=f"{number + 1}-1")
            _keep(calls, run_id)
            with suppress(ResponseError):  # it has ended meanwhile
                await calls.execute()

    async def said(self, run_id: str) -> str:
        """The words of a run so far."""
        run = _run(run_id, {})
        _hear(run, await self._redis.xrange(f"{PREFIX}told:{run_id}"))
        return "".join(told.data["text"] for told in run.told if told.name == "token")

    def _news(self, run: Run) -> None:
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
                await asyncio.sleep(AGAIN)
            await asyncio.sleep(EVERY)

    async def _write_new(self, runs: list[Run]) -> None:
        """Several runs' news in one call."""
        reached: dict[Run, tuple[int, bool]] = {}
        anew = self._anew
        async with self._redis.pipeline(transaction=False) as calls:
            for run in runs:
                reached[run] = len(run.told), run.ended.is_set()
                self._add(calls, run)
            for result in await calls.execute(raise_on_error=False):
                if isinstance(result, ResponseError) and "equal or smaller" not in str(result):
                    raise result  # that is what has been written before an answer was lost
                if isinstance(result, RedisError) and not isinstance(result, ResponseError):
                    raise result
        if self._anew != anew:  # Redis had lost what came before: all of it is written again
            return
        for run, (count, ended) in reached.items():
            self._written[run] = count
            if ended and (kept := self._own.pop(run, None)):
                self._written.pop(run)
                run.relay = None
                kept(run)
        if not self._own:
            self._all_written.set()

    def _add(self, calls: Any, run: Run) -> None:
        name = f"{PREFIX}told:{run.id}"
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
        last = len(run.told)
        if new := run.told[self._written.get(run, 0) :]:
            fields: Any = {_field(told): told.json.encode(errors="replace") for told in new}
            calls.xadd(name, fields, id=f"{last}-0", maxlen=MOST_ENTRIES, approximate=True)
        if run.ended.is_set():
            calls.xadd(name, {END: ""}, id=f"{last}-1")
            calls.hdel(f"{PREFIX}runs:{self._process.id}", run.id)
            _keep(calls, run.id)
            calls.expire(f"{PREFIX}conversation:{run.conversation_id}", int(KEPT_SECONDS))

    async def _write_anew(self) -> None:
        """Redis may have lost any part of it: all runs of this process, whole."""
        self._anew += 1
        self._written.clear()
        for run in self._own:
            self._news(run)

    def _disown(self) -> None:
        """The others have ended these runs; what they say now is not told."""
        for run in self._own:
            run.relay = None
            if run.work:
                run.work.cancel()
        self._own.clear()
        self._all_written.set()
        self._written.clear()

    async def _listen(self) -> None:
        """Tell the processes of the runs that somebody follows here."""
        heard = [run.id for run, _ in self._read.values() if run.listeners]
        if not heard:
            return
        async with self._redis.pipeline(transaction=False) as calls:
            for run_id in heard:
                calls.set(f"{PREFIX}listening:{run_id}", 1, px=int(1000 * self._process.seconds))
            await calls.execute()

    async def _follow(self, run: Run) -> None:
        """Read a run to its end, or until nobody listens."""
        name, heard = f"{PREFIX}told:{run.id}", time.monotonic()
        seen = heard
        while not run.ended.is_set():
            now = time.monotonic()
            heard = now if run.listeners else heard
            if now - heard > IDLE:
                break
            try:
                last = f"{run.last + 1}-0"
                streams = await self._redis.xread({name: last}, block=int(1000 * BLOCK))
                if streams or await self._redis.exists(name):
                    seen = time.monotonic()
            except (RedisError, OSError):
                seen = time.monotonic()  # nothing is known of it
                await asyncio.sleep(AGAIN)
                continue
            for _, entries in streams or ():
                _hear(run, entries)
            if time.monotonic() - seen > 3 * self._process.seconds:  # nobody writes it again
                run.tell("error", {**Interrupted().body(), "run_id": run.id})
                run.error = Interrupted()
                run.end(time.monotonic())
        self._read.pop(run.id, None)


def _keep(calls: Any, run_id: str) -> None:
    for kind in ("told", "run"):
        calls.expire(f"{PREFIX}{kind}:{run_id}", int(KEPT_SECONDS))


def _field(told: Told) -> str:
    return f"{told.number}:{told.name}:{told.at:.3f}"


def _run(run_id: str, about: Mapping[str, str]) -> Run:
    conversation = about.get("conversation", "")
    ask = Ask("", conversation, user=about.get("user", ""))
    return Run(ask, conversation, run_id, about.get("message", ""))


def _hear(run: Run, entries: list[tuple[str, dict[str, str]]]) -> None:
    for _, fields in entries:
        told = []
        for field, text in fields.items():
            if field != END:
                number, name, at = field.split(":")
                told.append(Told(int(number), cast(EventName, name), text, float(at)))
        run.heard(told)
        if END in fields:
            run.end(time.monotonic())
