"""The connection to Redis, the names of its keys, and its errors as ours (redis-py).

mentor:processes              hash   process -> its locations of conversations and index
mentor:alive:{process}        string with a lease: it is alive
mentor:reaped:{process}       string its lease expired, and another process ended its runs
mentor:inbox:{process}        list   its messages: stop a run, a place has moved
mentor:runs:{process}         hash   run -> its conversation and message, until it has ended
mentor:turns                  hash   conversation -> its run|process
mentor:run:{run}              hash   its user, conversation and message, and its process
mentor:events:{run}           stream its events; an entry's id is the number after its last one
mentor:conversation:{id}      set    its runs
mentor:listening:{run}        string with a lease: it has a listener in another process
mentor:queue:*                       the queue in front of the model, see redis_admission.py
mentor:calls:{user}           hash   the remaining calls of a user, see redis_rate.py
"""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import redis
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import ConstantBackoff
from redis.exceptions import RedisError

from agent.errors import InvalidSettings, StoreUnavailable

__all__ = ["Client", "RedisError", "connect", "connect_in_a_thread", "server_of", "translated"]

PREFIX = "mentor:"
TIMEOUT = 5.0  # seconds for one call, longer than any that waits (`BLOCK`)
BLOCK = 1.0  # seconds that a call waits for an entry
RETRIES, PAUSE = 2, 0.05  # after a lost connection; seconds in between
OPTIONS: dict[str, Any] = {
    "decode_responses": True,
    "encoding_errors": "replace",
    "socket_timeout": TIMEOUT,
    "socket_connect_timeout": 2.0,
}
Client = Any  # `Redis`, whose own types allow for bytes in every answer
CONNECTIONS = 10_000  # each run of another process that is followed here has one


def connect(url: str) -> Client:
    """A client with a pool of connections, none open yet; raises `InvalidSettings`."""
    retry = Retry(ConstantBackoff(PAUSE), RETRIES)
    try:
        client = Redis.from_url(url, retry=retry, max_connections=CONNECTIONS, **OPTIONS)
    except ValueError as error:
        raise InvalidSettings(
            f"MENTOR_REDIS_URL: {error}", "Name a server, e.g. redis://127.0.0.1:6379/0"
        ) from error
    return client


def connect_in_a_thread(url: str) -> Client:
    """A blocking client, for its own thread."""
    return redis.Redis.from_url(url, **OPTIONS)


def described(url: str) -> tuple[str, float, int]:
    """Redis' version, the milliseconds of a call, and the number of connected processes."""
    with translated(server_of(url)), connect_in_a_thread(url) as client:
        version = client.info("server")["redis_version"]
        began = time.perf_counter()
        count = client.hlen(f"{PREFIX}processes")
        return str(version), 1000 * (time.perf_counter() - began), int(count)


def server_of(url: str) -> str:
    """The server of an address, without the password."""
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port or 6379}" if parts.hostname else parts.path


@contextmanager
def translated(server: str) -> Generator[None]:
    """Turns Redis' errors into `StoreUnavailable`."""
    try:
        yield
    except (RedisError, OSError) as error:
        raise StoreUnavailable(
            f"Redis at {server} does not answer: {str(error) or type(error).__name__}.",
            "Try again in a few seconds. If this does not change, start Redis or correct "
            "MENTOR_REDIS_URL.",
        ) from error
