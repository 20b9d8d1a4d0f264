"""`python -m api`: serve the page and the API until stopped."""

from __future__ import annotations

import argparse
import socket
import sys
from collections.abc import Sequence
from ipaddress import ip_address

from agent.errors import InvalidSettings, MentorError, NotReady
from agent.settings import Settings, read_settings
from agent.unknown_settings import warn_of_unknown_settings
from api.access.keys import HOW, Keys


def main() -> int:
    """Serve; returns 0 when stopped, 2 if something must be set up first."""
    arguments = sys.argv[1:]
    try:
        if "--socket" in arguments:  # as one of several processes; see workers.py
            *arguments, _, number = arguments
            _serve_shared(settings_from(arguments, "python -m api", __doc__), int(number))
            return 0
        warn_of_unknown_settings()
        settings = settings_from(arguments, "python -m api", __doc__)
        check_address(settings)
        serve(settings)
    except MentorError as error:
        print(error.explain(), file=sys.stderr)
        return 2
    return 0


def settings_from(arguments: Sequence[str], program: str, description: str | None) -> Settings:
    """The settings, with host and port from the command line."""
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
            f"{settings.host} is reachable from other machines, but there are no access keys.", HOW
        )
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise NotReady(
                f"Port {settings.port} on {settings.host} cannot be used: {error.strerror}.",
                f"Stop the program that uses it, or run: make run PORT={settings.port + 1}",
            ) from error


def _is_loopback(host: str) -> bool:
    try:
        return ip_address("127.0.0.1" if host == "localhost" else host).is_loopback
    except ValueError:
        return False


def serve(settings: Settings) -> None:
    """Serve until stopped; raises `MentorError` if it cannot start."""
    from api.serving.graceful_server import serve
    from api.serving.workers import serve_together

    if settings.workers > 1:
        serve_together(settings)
    else:
        serve(settings)


def _serve_shared(settings: Settings, number: int) -> None:
    """Serve as one of several processes on a listening socket, given its file descriptor."""
    from api.serving.graceful_server import serve

    serve(settings, socket.socket(fileno=number))


if __name__ == "__main__":
    sys.exit(main())
