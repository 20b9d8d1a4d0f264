"""Debian's Redis, one server a test session."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import redis

from evals.bench.own_redis import PROGRAM, RedisServer, running_redis
from tests.servers.absent import absent

__all__ = ["RedisServer"]


@pytest.fixture(scope="session")
def redis_program() -> None:
    """Skips, or fails where Redis is required, without redis-server."""
    if PROGRAM is None:
        absent("REDIS", "Redis is not installed: apt install redis-server")


@pytest.fixture(scope="session")
def redis_server(redis_program: None) -> Iterator[RedisServer]:
    """One for all tests; see `redis_url`."""
    with running_redis() as server:
        yield server


@pytest.fixture
def redis_url(redis_server: RedisServer) -> str:
    """An empty database."""
    with redis.Redis.from_url(redis_server.url) as client:
        client.flushall()
    return redis_server.url
