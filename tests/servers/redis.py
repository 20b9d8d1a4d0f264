"""Debian's Redis, started by the tests on a free port: nothing is kept on disk unless asked for."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.fixtures import free_port

PROGRAM = shutil.which("redis-server")


class RedisServer:
    """One server; started again on the same port after it was stopped."""

    def __init__(self, folder: Path, *, keeps: bool = False) -> None:
        """`keeps`: writes each change to disk, and reads it again at a start."""
        self.port = free_port()
        self._folder = folder
        self._keeps = keeps
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its first database."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Return when it answers."""
        assert PROGRAM
        command = [PROGRAM, "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        command += ["--dir", str(self._folder), "--appendonly", "yes" if self._keeps else "no"]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        while self._process.poll() is None:
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                    connection.sendall(b"PING\r\n")
                    if connection.recv(16) == b"+PONG\r\n":
                        return
            except OSError:
                pass
            time.sleep(0.01)
        raise AssertionError("redis-server did not start")

    def stop(self) -> None:
        """As a power cut does."""
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None


@pytest.fixture(scope="session")
def redis_program() -> None:
    """Skips, or fails where Redis is required, without redis-server."""
    if PROGRAM is None:
        reason = "Redis is not installed: apt install redis-server"
        if os.environ.get("MENTOR_REQUIRE_REDIS") == "1":
            pytest.fail(reason)
        pytest.skip(reason)


@pytest.fixture(scope="session")
def redis_server(
    redis_program: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RedisServer]:
    """One for all tests; each has a database of its own, see `redis_url`."""
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def redis_url(redis_server: RedisServer) -> str:
    """An empty database."""
    with socket.create_connection(("127.0.0.1", redis_server.port), timeout=5) as connection:
        connection.sendall(b"FLUSHALL\r\n")
        assert connection.recv(16) == b"+OK\r\n"
    return redis_server.url
