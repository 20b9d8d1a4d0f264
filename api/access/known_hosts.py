"""The host names accepted by a service without keys, as a protection against DNS rebinding."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from agent.errors import Forbidden, InvalidRequest
from agent.settings import Settings
from api.http_errors import response

LOOPBACK = ("127.0.0.1", "localhost", "::1")


class UnknownHost(InvalidRequest):
    """The request names an unknown host."""

    code = "unknown_host"


class KnownHosts:
    """Loopback, and the names in the settings; ports do not matter."""

    def __init__(self, names: Iterable[str] = (), origins: Iterable[str] = ()) -> None:
        self._names = {*LOOPBACK, *(name.lower() for name in names)}
        self._origins = {origin.rstrip("/").lower() for origin in origins}

    @classmethod
    def of(cls, settings: Settings) -> KnownHosts:
        """The known hosts of a service with these settings."""
        names = [settings.host, *settings.allowed_hosts.replace(",", " ").split()]
        return cls(names, settings.cors_origins.split())

    def check(self, host: str, origin: str) -> None:
        """Raises `UnknownHost`, and `Forbidden` for the page of another site."""
        name = _name(f"//{host}")
        if name not in self._names:
            raise UnknownHost(
                f"This service is not known as {name or 'a host without a name'}.",
                f"Set MENTOR_ALLOWED_HOSTS={name}, or require access keys (make key).",
            )
        if origin and _name(origin) not in self._names and origin.lower() not in self._origins:
            raise Forbidden(
                f"This request came from a page of {origin}.",
                f"To allow it, set MENTOR_CORS_ORIGINS={origin}.",
            )


class OnlyKnownHosts:
    """ASGI middleware: rejects requests to unknown hosts or from another site's page."""

    def __init__(self, app: ASGIApp, hosts: KnownHosts) -> None:
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        headers = Headers(scope=scope)
        try:
            self._hosts.check(headers.get("host", ""), headers.get("origin", ""))
        except (UnknownHost, Forbidden) as error:
            await response(error, scope["path"])(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _name(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").lower()
    except ValueError:
        return ""
