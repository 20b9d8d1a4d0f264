"""A serving process and its graceful shutdown, which loses no answer and no event.

On SIGTERM, `/health/ready` returns 503 at once. The process accepts no more connections (after a
moment, if it has its own address), and running answers get drain_seconds (MENTOR_LIMITS) to finish.
Then they are stopped and saved, their readers get the final events, and the process exits.
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

NOTICE = 2.0  # seconds for load balancers to notice, before new calls are refused
CUT = 5  # seconds until remaining responses are cut off
PARENT_EVERY = 1.0  # seconds between checks of the parent


def serve(settings: Settings, listener: socket.socket | None = None) -> None:
    """Serve until stopped; raises `MentorError` if it cannot start.

    `listener`: a socket shared with other processes; this process exits when its parent does.
    """
    logs.set_up(settings)
    # otherwise a stop cuts streams off at once
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
            timeout_graceful_shutdown=math.ceil(settings.limits.drain_seconds) + CUT,
        )
        self._server = _Server(config, self._stop)
        self._app: FastAPI | None = None
        self._draining: asyncio.Task[None] | None = None

    async def run(self) -> None:
        self._loop = asyncio.get_running_loop()
        # uvicorn re-raises the signal after it has stopped, when only closing is left
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
        """The application with all its parts; the imports take seconds, so a thread does them."""
        gc.disable()  # until all is open: a quarter of the time that the imports take
        compose, app = await asyncio.to_thread(_imported)
        settings = self._settings
        async with compose.open_mentor(settings) as mentor:
            made = app.create_app(mentor)
            async with made.router.lifespan_context(made):
                # otherwise each full collection scans permanent objects and stalls streams 340 ms
                gc.collect()
                gc.freeze()
                gc.enable()
                log.info("Open http://%s:%s in a browser", settings.host, settings.port)
                self._app = made
                yield made
                if self._draining:
                    await self._draining

    def _give_up(self) -> None:
        self._server.should_exit = True

    def _stop(self) -> None:
        """The handler of the first signal."""
        self._loop.call_soon_threadsafe(self._begin_to_stop)

    def _begin_to_stop(self) -> None:
        self._draining = self._draining or asyncio.create_task(self._drain())

    async def _drain(self) -> None:
        if self._app is None:
            self._server.should_exit = True
            return
        mentor = self._app.state.mentor
        mentor.answering.stopping = True
        if mentor.answering.runs.peers.several and not self._listener:
            await asyncio.sleep(NOTICE)
        self._server.should_exit = True
        await mentor.answering.drain(self._settings.limits.drain_seconds)
        await self._app.state.ingests.close()

    async def _watch_parent(self) -> None:
        parent = os.getppid()
        while os.getppid() == parent:  # noqa: ASYNC110  there is no event for it
            await asyncio.sleep(PARENT_EVERY)
        log.warning("The parent process has exited; stopping")
        self._begin_to_stop()


class _Server(uvicorn.Server):
    """Reports the first signal, and stops at the second."""

    def __init__(self, config: uvicorn.Config, stop: Any) -> None:
        super().__init__(config)
        self._stop = stop
        self._signalled = False

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if self._signalled:
            super().handle_exit(sig, frame)
        self._signalled = True
        self._stop()


def _imported() -> tuple[Any, Any]:
    import agent.compose
    import api.app

    return agent.compose, api.app
