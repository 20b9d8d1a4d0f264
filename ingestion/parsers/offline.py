"""No network while a library that we do not know reads a file: materials are private."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from agent.errors import Unreadable

LOOPBACK = ("127.", "::1", "localhost")
_reading: set[int] = set()  # the threads that read


@contextmanager
def offline() -> Iterator[None]:
    """While it is entered this process reaches no other machine: an attempt raises `Unreadable`.

    Other threads may still reach this machine, as the engine of the index; the entering one, which
    could find a proxy here, may not.
    """
    _watch()
    thread = threading.get_ident()
    _reading.add(thread)
    try:
        yield
    finally:
        _reading.discard(thread)


@cache
def _watch() -> None:
    """Have Python report what happens from now on; a hook stays for the life of the process."""
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if not _reading or event not in ("socket.connect", "socket.sendto", "socket.getaddrinfo"):
        return
    target = arguments[0] if event == "socket.getaddrinfo" else arguments[1]
    host = target[0] if isinstance(target, tuple) else target
    here = isinstance(target, bytes) or str(host or "localhost").startswith(("/", *LOOPBACK))
    if not here or threading.get_ident() in _reading:
        raise Unreadable(
            f"The loader of this file tried to reach the network ({host}), which is not allowed; "
            "name another loader in MENTOR_LOADERS."
        )
