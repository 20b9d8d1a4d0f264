"""The queue in front of the model for several processes, in Redis.

    mentor:queue:waiting    sorted set  places, in order of admission
    mentor:queue:admitted   set         places of running turns
    mentor:queue:positions  hash        place -> the position last sent to its process
    mentor:queue:rounds     hash        user -> the round of the last waiting place; ":now"

A place is `process|user|id`. Users take turns: each place of a user belongs to the round after that
of the user's previous place, or to the current round, and rounds are admitted in order (start-time
fair queueing). One script does each step, so that no two processes can take the same place.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from uuid import uuid4

from agent.background_tasks import stop
from agent.cluster.redis_client import PREFIX, RedisError, translated
from agent.cluster.redis_peers import RedisPeers
from agent.turns.admission import Admission, Place

RETRY_SECONDS = 0.5  # between attempts while Redis does not answer
SCRIPT = """
local prefix = KEYS[1]
local waiting, admitted = prefix .. 'queue:waiting', prefix .. 'queue:admitted'
local positions, rounds = prefix .. 'queue:positions', prefix .. 'queue:rounds'
local step, slots, length, each = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]
if each == '1' then slots = slots * math.max(1, redis.call('HLEN', prefix .. 'processes')) end

local function wait(place, user)
  local now = tonumber(redis.call('HGET', rounds, ':now') or 0)
  local last = tonumber(redis.call('HGET', rounds, user) or -1)
  local round = math.max(now, last + 1)
  local number = redis.call('HINCRBY', rounds, ':count', 1)
  redis.call('HSET', rounds, user, round)
  redis.call('ZADD', waiting, 'NX', round * 1e9 + number, place)
end

local function drop(place)
  redis.call('SREM', admitted, place)
  redis.call('ZREM', waiting, place)
  redis.call('HDEL', positions, place)
end

local function move(place, position)
  if redis.call('HGET', positions, place) == tostring(position) then return end
  redis.call('HSET', positions, place, position)
  local inbox = prefix .. 'inbox:' .. string.match(place, '^[^|]*')
  redis.call('RPUSH', inbox, cjson.encode({'place', place, position}))
  redis.call('EXPIRE', inbox, 60)
end

if step == 'join' then
  local taken = redis.call('SCARD', admitted) + redis.call('ZCARD', waiting)
  if taken >= math.max(length, slots) then return {-1, taken} end
  wait(ARGV[5], ARGV[6])
elseif step == 'leave' then
  drop(ARGV[5])
elseif step == 'reap' then
  local own = ARGV[5] .. '|'
  for _, set in ipairs({redis.call('SMEMBERS', admitted), redis.call('ZRANGE', waiting, 0, -1)}) do
    for _, place in ipairs(set) do
      if string.sub(place, 1, #own) == own then drop(place) end
    end
  end
elseif step == 'rejoin' then
  for at = 5, #ARGV, 3 do
    if redis.call('SISMEMBER', admitted, ARGV[at]) == 0 then
      if ARGV[at + 2] == '0' then redis.call('SADD', admitted, ARGV[at])
      else wait(ARGV[at], ARGV[at + 1]) end
    end
  end
end

while redis.call('SCARD', admitted) < slots do
  local next = redis.call('ZPOPMIN', waiting)
  if #next == 0 then break end
  redis.call('SADD', admitted, next[1])
  local round = math.floor(tonumber(next[2]) / 1e9)
  redis.call('HSET', rounds, ':now', round)
  local user = string.match(next[1], '^[^|]*|(.*)|[^|]*$')
  if redis.call('HGET', rounds, user) == tostring(round) then redis.call('HDEL', rounds, user) end
  move(next[1], 0)
end
local left = redis.call('ZRANGE', waiting, 0, -1)
for position, place in ipairs(left) do move(place, position) end
if #left == 0 and redis.call('SCARD', admitted) == 0 then redis.call('DEL', rounds) end

if step == 'join' then return {tonumber(redis.call('HGET', positions, ARGV[5])), 0} end
if step == 'look' then
  local found = {}
  for at = 5, #ARGV do
    found[#found + 1] = tonumber(redis.call('HGET', positions, ARGV[at]) or -1)
  end
  return found
end
return {}
"""


class RedisAdmission(Admission):
    """One queue for all processes; `slots` is their sum, or with `each` the share of one."""

    def __init__(
        self,
        peers: RedisPeers,
        slots: int = 1,
        *,
        length: int = 100,
        patience: float = 120.0,
        each: bool = False,
        measure: Callable[[], Awaitable[int | None]] | None = None,
        varies: bool = False,
    ) -> None:
        """See `Admission`. With `each`, every process adds this number of slots."""
        super().__init__(slots, length=length, patience=patience, measure=measure, varies=varies)
        self._server = peers.server
        self._process = peers.process
        self._each = each
        self._script = peers.process.redis.register_script(SCRIPT)
        self._own: dict[str, Place] = {}
        self._leaving: set[asyncio.Task[None]] = set()
        self._process.handlers["place"] = self._moved
        self._process.on_beat.append(self._refresh)
        self._process.on_rejoin.append(self._rejoin)
        self._process.on_reaped.append(self._own.clear)
        self._process.reapers.append(self._reap)

    @property
    def waiting(self) -> int:
        """The number of waiting turns of this process."""
        return sum(place.position != 0 for place in self._own.values())

    @property
    def running(self) -> int:
        """The number of running turns of this process."""
        return sum(place.position == 0 for place in self._own.values())

    async def join(self, user: str) -> Place:
        """A place at the end; raises `TooBusy` if the queue is full, and `StoreUnavailable`."""
        place = Place(self, user)
        name = f"{self._process.id}|{user}|{uuid4().hex}"
        self._own[name] = place  # its first position may arrive in the inbox
        try:
            with translated(self._server):
                position, taken = await self._step("join", name, user)
        except BaseException:
            self.leave(place)
            raise
        if position < 0:
            del self._own[name]
            raise self._busy(f"{taken} questions are already being answered.", taken)
        if place.position < 0:  # else the inbox was faster, and is newer
            self._take(place, position)
        return place

    def leave(self, place: Place) -> None:
        """Give the place to the next turn of any process."""
        name = next((name for name, own in self._own.items() if own is place), None)
        if name is None:
            return
        del self._own[name]
        self._learn(place)
        task = asyncio.create_task(self._leave(name))
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)

    async def close(self) -> None:
        """Remove all places."""
        if self._leaving:
            await asyncio.wait(self._leaving, timeout=RETRY_SECONDS)
        await stop(self._leaving)

    async def _leave(self, name: str) -> None:
        while True:
            try:
                await self._step("leave", name)
            except (RedisError, OSError):
                await asyncio.sleep(RETRY_SECONDS)
            else:
                return

    async def _step(self, step: str, *arguments: str) -> list[int]:
        each = "1" if self._each else "0"
        found: list[int] = await self._script(
            keys=[PREFIX], args=[step, self.slots, self._length, each, *arguments]
        )
        return found

    def _moved(self, message: list[str]) -> None:
        name, position = message
        place = self._own.get(name)
        if place and place.position != 0:
            self._take(place, int(position))

    async def _refresh(self) -> None:
        """Read the current positions: a message may have been lost."""
        if waiting := [name for name, place in self._own.items() if place.position != 0]:
            for name, position in zip(waiting, await self._step("look", *waiting), strict=True):
                if position >= 0:
                    self._moved([name, str(position)])

    async def _rejoin(self) -> None:
        state = [(name, place.user, str(place.position)) for name, place in self._own.items()]
        if state:
            await self._step("rejoin", *(word for one in state for word in one))

    async def _reap(self, process: str) -> None:
        await self._step("reap", process)
