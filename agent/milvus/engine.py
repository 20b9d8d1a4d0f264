"""The engine of an index file: the first process to open the file serves it, all others connect.

Milvus Lite lets one process open a file. Its server can also listen on a loopback port, so the
first process starts it there and writes the address next to the file. When that process ends, in
any way, the engine ends with it (it watches a lock held by its parent), and the next process that
needs the file takes over, on the same port if it is free.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import socket
import subprocess
import time
from contextlib import AbstractContextManager
from pathlib import Path
from threading import Lock, Thread

from filelock import FileLock, Timeout
from milvus_lite.server import Server as LiteServer

from agent.errors import StoreUnavailable
from agent.storage import check_room

log = logging.getLogger(__name__)

OPEN_TIMEOUT = 20.0  # seconds; a start takes 0.5 s, a recovery after a kill a few seconds


class _LoopbackServer(LiteServer):  # type: ignore[misc]
    """The engine on a TCP port; with the lock's path as argument, it ends when its parent does."""

    @property
    def args(self) -> list[str]:
        return [self.milvus_bin, str(self._db_file), self._address, self.log_level, self._lock_path]

    @property
    def process(self) -> subprocess.Popen[bytes]:
        """The engine's process, after the start."""
        assert self._p
        return self._p  # type: ignore[no-any-return]


class Engine:
    """The address of the engine for `db_file`, which is started if there is none."""

    def __init__(self, db_file: Path) -> None:
        self._db_file = db_file.absolute()
        self._db_file.parent.mkdir(parents=True, exist_ok=True)
        self._address_file = self._db_file.with_suffix(".address")
        self._owner = FileLock(self._db_file.with_suffix(".owner"), thread_local=False)
        self._server: _LoopbackServer | None = None
        self._port: int | None = None
        self._turn = Lock()

    @property
    def serving(self) -> bool:
        """Whether this process serves the file."""
        return self._server is not None

    def uri(self) -> str:
        """The engine's current address; starts or finds it if necessary."""
        with self._turn:
            if self._port is None or not self._runs(self._port):
                self._port = self._connect()
            return f"http://127.0.0.1:{self._port}"

    def writing(self) -> AbstractContextManager[object]:
        """The lock for changes of the file; raises `StorageFull` if the disk is full."""
        check_room(self._db_file.parent, "the index")
        return FileLock(self._db_file.with_suffix(".writing"))  # back-ups hold it, too

    def close(self) -> None:
        """Stop the engine if this process serves."""
        with self._turn:
            self._stop()
            self._port = None

    def _runs(self, port: int) -> bool:
        """Whether the engine still runs: our own process, or another's that listens."""
        if self._server:
            return self._server.process.returncode is None  # `_revive` waits for it
        return _answers(port)

    def _connect(self) -> int:
        self._stop()
        deadline = time.monotonic() + OPEN_TIMEOUT
        while time.monotonic() < deadline:
            with contextlib.suppress(Timeout):
                self._owner.acquire(timeout=0.1)
                return self._serve()
            port = self._recorded_port()
            if port and _answers(port):
                return port
        raise StoreUnavailable(
            f"The index {self._db_file.name} is locked by another process that does not answer.",
            "Stop the other process (make down) and try again.",
        )

    def _serve(self) -> int:
        port = _free_port(self._recorded_port())
        server = _LoopbackServer(str(self._db_file), f"127.0.0.1:{port}")
        if not server.start() or not _answers(port, wait=OPEN_TIMEOUT):
            server.stop()
            self._owner.release()
            raise StoreUnavailable(
                f"The index engine did not start with {self._db_file}.",
                "Check the output above; if the file is damaged, move it away and run make ingest.",
            )
        self._server = server
        Thread(target=self._revive, args=(server,), daemon=True).start()
        temporary = self._address_file.with_suffix(".address.new")
        temporary.write_text(json.dumps({"port": port, "pid": os.getpid()}))
        temporary.replace(self._address_file)
        return port

    def _revive(self, server: _LoopbackServer) -> None:
        """Restart the engine as soon as it exits; pymilvus retries pending calls on the same port
        for 30 s."""
        server.process.wait()
        with self._turn:
            if self._server is server:
                log.info("The index engine exited (%s); restarted", server.process.returncode)
                with contextlib.suppress(StoreUnavailable):  # the next call retries it, too
                    self._port = self._connect()

    def _stop(self) -> None:
        if self._server:
            self._server.stop()
            self._server = None
            self._owner.release()

    def _recorded_port(self) -> int | None:
        try:
            return int(json.loads(self._address_file.read_text())["port"])
        except (OSError, ValueError, KeyError):
            return None


def _answers(port: int, wait: float = 0.0) -> bool:
    """Whether a program listens on the loopback port within `wait` seconds."""
    deadline = time.monotonic() + wait
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() >= deadline:
                return False
            time.sleep(0.02)
        else:
            return True


def _free_port(preferred: int | None) -> int:
    """The preferred port if it is free, else any."""
    for port in (preferred or 0, 0):
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return int(probe.getsockname()[1])
    raise StoreUnavailable("No free port on the loopback address for the index engine.")
