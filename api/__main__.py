"""`python -m api`: serve the page and the calls until stopped."""

from __future__ import annotations

import argparse
import asyncio
import gc
import logging
import signal
import socket
import sys
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from agent.errors import InvalidSettings, MentorError, NotReady
from agent.settings import Settings, read_settings
from api import logs
from api.door import Door
from api.keys import HOW, Keys

if TYPE_CHECKING:
    from fastapi import FastAPI

log = logging.getLogger(__name__)

GRACE = 5  # seconds that streams get to end when the service stops


def main() -> int:
    """Serve; 0 when stopped, 2 when something must be set up first."""
    try:
        settings = settings_from(sys.argv[1:], "python -m api", __doc__)
        check_address(settings)
        serve(settings)
    except MentorError as error:
        print(error.explain(), file=sys.stderr)
        return 2
    return 0


def settings_from(arguments: Sequence[str], program: str, description: str | None) -> Settings:
    """The settings in force, with the host and port of the command line."""
    settings = read_settings()
    parser = argparse.ArgumentParser(prog=program, description=description)
    parser.add_argument("--host", default=settings.host, help="address (%(default)s)")
    parser.add_argument("--port", type=int, default=settings.port, help="port (%(default)s)")
    chosen = parser.parse_args(arguments)
    return settings.model_copy(update={"host": chosen.host, "port": chosen.port})


def check_address(settings: Settings) -> None:
    """Raises `InvalidSettings` for a public address without keys, `NotReady` for a taken port."""
    if settings.api_keys_file:
        Keys(settings.api_keys_file)
    elif not _is_loopback(settings.host):
        raise InvalidSettings(
            f"{settings.host} can be reached from other machines, and there are no keys.", HOW
        )
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise NotReady(
                f"Port {settings.port} on {settings.host} cannot be used: {error.strerror}.",
                f"Stop what uses it, or choose another: make run PORT={settings.port + 1}",
            ) from error


def _is_loopback(host: str) -> bool:
    try:
        return ip_address("127.0.0.1" if host == "localhost" else host).is_loopback
    except ValueError:
        return False


def serve(settings: Settings) -> None:
    """Serve until stopped; raises `MentorError` where it cannot begin."""
    logs.set_up(settings)
    import uvloop

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(settings))


async def _serve(settings: Settings) -> None:
    import uvicorn

    def give_up() -> None:
        server.should_exit = True

    door = Door(lambda: _open(settings), give_up)
    server = uvicorn.Server(
        uvicorn.Config(
            door,
            host=settings.host,
            port=settings.port,
            lifespan="on",
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=GRACE,
        )
    )
    # uvicorn passes a signal on after it has stopped; by then there is only closing to do
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
    await server.serve()
    if door.error:
        raise door.error


@asynccontextmanager
async def _open(settings: Settings) -> AsyncGenerator[FastAPI]:
    """The application with everything behind it; the imports take seconds, and a thread."""
    compose, app = await asyncio.to_thread(_imported)
    async with compose.open_mentor(settings) as mentor:
        made = app.create_app(mentor)
        async with made.router.lifespan_context(made):
            # else each full collection walks what never goes: 340 ms in which no stream gets a word
            gc.collect()
            gc.freeze()
            log.info("open http://%s:%s in a browser", settings.host, settings.port)
            yield made


def _imported() -> tuple[Any, Any]:
    import agent.compose
    import api.app

    return agent.compose, api.app


if __name__ == "__main__":
    sys.exit(main())
