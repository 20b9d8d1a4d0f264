"""A temporary Redis server in a temporary folder."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis

from agent.errors import InternalError
from evals.bench.child_programs import free_port

PROGRAM = shutil.which("redis-server")
PATIENCE = 10.0  # seconds for its start


class RedisServer:
    """One server, which can be stopped and restarted on its port. Nothing is kept on disk."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address of its first database."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it and return when it answers."""
        command = [str(PROGRAM), "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        command += ["--dir", str(self._folder), "--appendonly", "no"]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + PATIENCE
        with redis.Redis.from_url(self.url) as client:
            while self._process.poll() is None and time.monotonic() < deadline:
                try:
                    client.ping()
                except redis.RedisError:
                    time.sleep(0.01)
                else:
                    return
        raise InternalError("redis-server did not start.")

    def stop(self) -> None:
        """Kill it, like a power cut."""
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None


@contextmanager
def running_redis() -> Iterator[RedisServer]:
    """A server for the time of the block."""
    with tempfile.TemporaryDirectory(prefix="mentor-redis-") as made:
        server = RedisServer(Path(made))
        server.start()
        try:
            yield server
        finally:
            server.stop()
