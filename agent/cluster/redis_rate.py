"""The rate limit of one user's calls to all processes, in Redis."""

from __future__ import annotations

from agent.cluster.redis_client import PREFIX, Client, RedisError

SCRIPT = """
local most, time = tonumber(ARGV[1]), redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1e6
local left = tonumber(redis.call('HGET', KEYS[1], 'left') or most)
local since = tonumber(redis.call('HGET', KEYS[1], 'since') or now)
left = math.min(most, left + (now - since) * most / 60)
local wait = 0
if left < 1 then wait = (1 - left) * 60 / most else left = left - 1 end
redis.call('HSET', KEYS[1], 'left', tostring(left), 'since', string.format('%.6f', now))
redis.call('EXPIRE', KEYS[1], 60)
return tostring(wait)
"""


class RedisBuckets:
    """A token bucket for each user, which refills within a minute."""

    def __init__(self, redis: Client) -> None:
        self._script = redis.register_script(SCRIPT)

    async def wait(self, user: str, per_minute: int) -> float | None:
        """Count one call; 0 if it is within the limit, else the seconds to wait.

        None if Redis does not answer.
        """
        try:
            return float(await self._script(keys=[f"{PREFIX}calls:{user}"], args=[per_minute]))
        except (RedisError, OSError):
            return None
