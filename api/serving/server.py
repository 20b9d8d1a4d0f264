"""One process that serves, and how it stops: no answer is cut off, and no event is lost.

When it is told to stop, `/health/ready` says 503 at once. It takes no more connections (after a
moment, where others know of it by its address alone), and the answers that are being written get
MENTOR_DRAIN_SECONDS to end. Then they are stopped and kept, their readers have the end of each, and
the process leaves.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import math
import os
import signal
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from types import FrameType
from typing import TYPE_CHECKING, Any

import uvicorn
from sse_starlette.sse import AppStatus

from agent.settings import Settings
from api.observe import logs
from api.serving.startup_gate import StartupGate

if TYPE_CHECKING:
    from fastapi import FastAPI

log = logging.getLogger(__name__)

NOTICE = 2.0  # seconds in which balancers see that it is not ready, before it takes no more calls
CUT = 5  # seconds after which what is still being sent is cut off
PARENT_EVERY = 1.0  # seconds between two looks at the parent


def serve(settings: Settings, listener: socket.socket | None = None) -> None:
    """Serve until stopped; raises `MentorError` where it cannot begin.

    `listener`: a socket that other processes serve, too; this one ends when its parent does.
    """
    logs.set_up(settings)
    # else a stop cuts streams off at once
    AppStatus.disable_automatic_graceful_drain()  # type: ignore[no-untyped-call]
    import uvloop

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_Serving(settings, listener).run())


class _Serving:
    def __init__(self, settings: Settings, listener: socket.socket | None) -> None:
        self._settings = settings
        self._listener = listener
        self._gate = StartupGate(self._open, self._give_up)
        config = uvicorn.Config(
            self._gate,
            host=settings.host,
            port=settings.port,
            lifespan="on",
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=math.ceil(settings.drain_seconds) + CUT,
        )
        self._server = _Server(config, self._stop)
        self._app: FastAPI | None = None
        self._draining: asyncio.Task[None] | None = None

    async def run(self) -> None:
        self._loop = asyncio.get_running_loop()
        # uvicorn passes a signal on after it has stopped; by then there is only closing to do
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: None)
        watching = asyncio.create_task(self._watch_parent()) if self._listener else None
        await self._server.serve([self._listener] if self._listener else None)
        if watching:
            watching.cancel()
        if self._gate.error:
            raise self._gate.error

    @asynccontextmanager
    async def _open(self) -> AsyncGenerator[FastAPI]:
        """The application with everything behind it; the imports take seconds, and a thread."""
        compose, app = await asyncio.to_thread(_imported)
        settings = self._settings
        async with compose.open_mentor(settings) as mentor:
            made = app.create_app(mentor)
            async with made.router.lifespan_context(made):
                # else each full collection walks what never goes: for 340 ms no stream gets a word
                gc.collect()
                gc.freeze()
                log.info("open http://%s:%s in a browser", settings.host, settings.port)
                self._app = made
                yield made
                if self._draining:
                    await self._draining

    def _give_up(self) -> None:
        self._server.should_exit = True

    def _stop(self) -> None:
        """Called by the signal's handler, when it comes first."""
        self._loop.call_soon_threadsafe(self._begin_to_stop)

    def _begin_to_stop(self) -> None:
        self._draining = self._draining or asyncio.create_task(self._drain())

    async def _drain(self) -> None:
        if self._app is None:
            self._server.should_exit = True
            return
        mentor = self._app.state.mentor
        mentor.answering.stopping = True
        if self._settings.redis_url and not self._listener:
            await asyncio.sleep(NOTICE)
        self._server.should_exit = True
        await mentor.answering.drain(self._settings.drain_seconds)
        await self._app.state.ingests.close()

    async def _watch_parent(self) -> None:
        parent = os.getppid()
        while os.getppid() == parent:  # noqa: ASYNC110  nothing tells of it
            await asyncio.sleep(PARENT_EVERY)
        log.warning("the parent process is gone")
        self._begin_to_stop()


class _Server(uvicorn.Server):
    """Tells of the first signal, and stops itself at the second."""

    def __init__(self, config: uvicorn.Config, stop: Any) -> None:
        super().__init__(config)
        self._stop = stop
        self._told = False

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if self._told:
            super().handle_exit(sig, frame)
        self._told = True
        self._stop()


def _imported() -> tuple[Any, Any]:
    import agent.compose
    import api.app

    return agent.compose, api.app
