"""The service during start-up: the port is open at once, and health checks report the start.

Opening the index and loading the embedding model takes seconds. Meanwhile `/health/live` returns
200, `/health/ready` 503, and all other calls wait.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, suppress

from starlette.types import ASGIApp, Receive, Scope, Send

from agent.errors import ErrorBody

log = logging.getLogger(__name__)

PATIENCE = 30.0  # seconds that a call waits for the start, which takes 3
RETRY_SECONDS = 5
MESSAGE = "The service is starting: opening the index and loading the embedding model."

Open = Callable[[], AbstractAsyncContextManager[ASGIApp]]


class StartupGate:
    """An ASGI application that opens the real one with `open_app` and then delegates to it.

    If that fails, it calls `failed` and keeps the error in `error`.
    """

    def __init__(
        self, open_app: Open, failed: Callable[[], None], patience: float = PATIENCE
    ) -> None:
        self._open = open_app
        self._patience = patience
        self._failed = failed
        self._app: ASGIApp | None = None
        self._opened = asyncio.Event()
        self._end = asyncio.Event()
        self.error: Exception | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        if not self._app and scope["path"] not in ("/health/live", "/health/ready"):
            with suppress(TimeoutError):
                await asyncio.wait_for(self._opened.wait(), self._patience)
        if self._app:
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await _starting(scope["path"], send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        opened = asyncio.create_task(self._work())
        await send({"type": "lifespan.startup.complete"})
        await receive()  # shutdown: all connections have ended
        self._end.set()
        await opened
        await send({"type": "lifespan.shutdown.complete"})

    async def _work(self) -> None:
        """Open the application and keep it open, in one task, as some of its parts require."""
        try:
            async with self._open() as app:
                self._app = app
                self._opened.set()
                await self._end.wait()
        except Exception as error:  # noqa: BLE001  kept for the server, which raises it in its own task
            self.error = error
            self._failed()


async def _starting(path: str, send: Send) -> None:
    status, body = 503, _error()
    if path == "/health/live":
        status, body = 200, {"status": "ok"}
    elif path == "/health/ready":
        fix = "Wait a few seconds. If this does not change, check the log."
        body = {"ready": False, "missing": [{"what": "service", "why": MESSAGE, "fix": fix}]}
    content = json.dumps(body).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(content))]
    headers += [(b"retry-after", b"%d" % RETRY_SECONDS)] if status == 503 else []
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})


def _error() -> dict[str, object]:
    body = ErrorBody(
        code="not_ready",
        message=MESSAGE,
        fix="Try again in a few seconds.",
        retry_after=RETRY_SECONDS,
    )
    return {"error": body}
