"""HEAD and 304 for every route that answers GET, as monitors and caches expect."""

from __future__ import annotations

import asyncio

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

KEPT = (b"etag", b"cache-control", b"vary", b"date", b"expires", b"content-location")
"""Headers of a 304."""


class StandardHttp:
    """ASGI middleware: HEAD is GET without the body, and an unchanged ETag is answered with 304."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        known = _tags(Headers(scope=scope).get("if-none-match", ""))
        if scope["method"] == "GET" and not known:
            await self._app(scope, receive, send)
            return
        reply = _Reply(send, known, head=scope["method"] == "HEAD")
        work = asyncio.ensure_future(self._app({**scope, "method": "GET"}, receive, reply.send))
        ended = asyncio.ensure_future(reply.ended.wait())
        await asyncio.wait({work, ended}, return_when=asyncio.FIRST_COMPLETED)
        for task in (work, ended):  # a stream would continue without a reader
            task.cancel()
        await asyncio.wait({work, ended})
        if not work.cancelled() and (error := work.exception()) and not reply.ended.is_set():
            raise error


class _Reply:
    """A response whose body is dropped if the client does not need it."""

    def __init__(self, send: Send, known: frozenset[str], head: bool) -> None:
        self._send = send
        self._known = known
        self._head = head
        self.ended = asyncio.Event()

    async def send(self, message: Message) -> None:
        """Pass a message on, or end the response after its headers."""
        if self.ended.is_set():
            return
        if message["type"] == "http.response.start":
            unchanged = message["status"] == 200 and self._is_known(message)
            if unchanged:
                kept = [(name, value) for name, value in message["headers"] if name in KEPT]
                message = {**message, "status": 304, "headers": kept}
            if unchanged or self._head:
                await self._send(message)
                await self._send({"type": "http.response.body", "body": b"", "more_body": False})
                self.ended.set()
                return
        await self._send(message)
        if message["type"] == "http.response.body" and not message.get("more_body", False):
            self.ended.set()

    def _is_known(self, message: Message) -> bool:
        tag = Headers(raw=message["headers"]).get("etag", "")
        return bool(tag) and ("*" in self._known or tag.removeprefix("W/") in self._known)


def _tags(header: str) -> frozenset[str]:
    return frozenset(tag.strip().removeprefix("W/") for tag in header.split(",") if tag.strip())
