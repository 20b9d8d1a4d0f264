"""A client of the running supervisor (XML-RPC over a private socket)."""

from __future__ import annotations

import os
import signal
import sys
import time
from contextlib import suppress
from http.client import HTTPException
from typing import Any
from xmlrpc.client import Fault, ServerProxy

from deploy.supervise.configuration import Files

STOPPING = 40.0  # seconds for all programs to stop


def daemon(where: Files, *, foreground: bool = False) -> list[str]:
    """The command that starts supervisor; in the background unless `foreground`."""
    more = ["--nodaemon"] if foreground else []
    return [sys.executable, "-m", "supervisor.supervisord", "-c", str(where.conf), *more]


class Control:
    """The supervisor of one installation, running or not."""

    def __init__(self, where: Files) -> None:
        self._where = where

    def programs(self) -> list[dict[str, Any]] | None:
        """Its programs: name, statename, pid, description; None if it is not running."""
        output = self._ask("getAllProcessInfo")
        return output if isinstance(output, list) else None

    def running(self) -> list[dict[str, Any]]:
        """The running programs."""
        return [p for p in self.programs() or [] if p["statename"] == "RUNNING"]

    def restart(self, name: str) -> None:
        """Restart one program."""
        self._ask("stopProcess", name, True)
        self.start(name)

    def start(self, name: str) -> None:
        """Start one program."""
        self._ask("startProcess", name, False)

    def stop(self) -> bool:
        """Stop everything; returns whether anything was running."""
        pid = self.pid()
        asked = self._ask("shutdown")
        if not pid or not _lives(pid):
            return bool(asked)
        deadline = time.monotonic() + STOPPING
        while _lives(pid) and time.monotonic() < deadline:
            time.sleep(0.05)
        if _lives(pid):
            os.kill(pid, signal.SIGKILL)
        return True

    def pid(self) -> int | None:
        """The process id of the current or last supervisor; None if unknown."""
        with suppress(OSError, ValueError):
            return int(self._where.pid.read_text())
        return None

    def _ask(self, call: str, *arguments: object) -> Any:
        """The reply to a call; None if it is not running or the call fails."""
        from supervisor.xmlrpc import SupervisorTransport

        transport = SupervisorTransport(None, None, f"unix://{self._where.socket}")
        try:
            with ServerProxy("http://127.0.0.1", transport=transport) as server:
                return getattr(server.supervisor, call)(*arguments)
        except (OSError, HTTPException, Fault):
            return None


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        with open(f"/proc/{pid}/stat") as stat:  # noqa: PTH123  gone while it is read, at times
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return sys.platform != "linux"
    except OSError:
        return False
