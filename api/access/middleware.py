"""Access control in front of all routes: authentication, rate limit, body size."""

from __future__ import annotations

from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agent.errors import BodyTooLarge, MentorError, NotAuthenticated
from api.access.auth import LOCAL_USER, User
from api.access.courses import check_calls
from api.access.keys import Keys
from api.access.rate import Rate
from api.access.same_site import only_own_page
from api.http_errors import response

COOKIE = "mentor_key"
OPEN = ("/health/live", "/health/ready", "/api/session")
LAUNCHES = ("/lti/login", "/lti/launch")  # authenticated by the platform's signature
OPEN_FOLDER = "/static/"
UNLIMITED = "/api/documents"  # uploads have their own limits
WITH_FILES = "/v1/chat/completions"  # programs send attached files with the question
FILES = 10  # times the limit of other calls
SAFE = ("GET", "HEAD", "OPTIONS")


class AccessMiddleware:
    """ASGI middleware: passes a request on with its user, or responds with an error."""

    def __init__(
        self,
        app: ASGIApp,
        keys: Keys | None,
        rate: Rate,
        most_bytes: int,
        launched: Callable[[str], User | None] | None = None,
    ) -> None:
        """Without `keys` everyone is the local user, who is not limited. `launched` returns the
        user of a session opened by a learning platform."""
        self._app = app
        self._keys = keys
        self._launched = launched
        self._rate = rate
        self._most_bytes = most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            scope.setdefault("state", {})["user"] = await self._user(Request(scope))
            receive = self._limited(scope, receive)
        except MentorError as error:
            await response(error, scope["path"])(scope, receive, send)
            return
        await self._app(scope, receive, send)

    async def _user(self, request: Request) -> User | None:
        if self._keys is None:
            return LOCAL_USER
        key, by_cookie = _key(request.headers)
        user = self._keys.user(key) if key else None
        if user is None and key and self._launched:
            user = self._launched(key)
        if user is None:
            if _is_open(request):
                return None
            raise NotAuthenticated(
                "Unknown access key." if key else "An access key is required.",
                "Send the header `Authorization: Bearer KEY`; ask your teacher for a key.",
            )
        check_calls(user, request.scope["path"])
        if by_cookie and request.method not in SAFE and request.scope["path"] not in LAUNCHES:
            only_own_page(request)
        await self._rate.count(user.name)
        return user

    def _limited(self, scope: Scope, receive: Receive) -> Receive:
        headers, left = Headers(scope=scope), self._most_bytes
        if scope["path"] == UNLIMITED:
            return receive
        if scope["path"] == WITH_FILES:
            left *= FILES
        most = left
        length = headers.get("content-length", "0")
        if length.isascii() and length.isdigit() and int(length) > left:
            raise self._too_large(most)

        async def counted() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:  # FastAPI passes on only this exception while a route reads
                raise HTTPException(413, self._too_large(most).message.rstrip("."))
            return message

        return counted

    def _too_large(self, most: int) -> BodyTooLarge:
        return BodyTooLarge(
            f"The body is larger than {most:,} bytes.",
            "Send a smaller request, or raise body_kb in MENTOR_LIMITS.",
        )


def _is_open(request: Request) -> bool:
    path = request.scope["path"]
    page = path == "/" and "text/html" in request.headers.get("accept", "")
    return page or path in OPEN + LAUNCHES or path.startswith(OPEN_FOLDER)


def _key(headers: Headers) -> tuple[str, bool]:
    """The key of a request, and whether it comes from the page's cookie."""
    kind, _, key = headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return key.strip(), False
    try:
        cookies = SimpleCookie(headers.get("cookie", ""))
    except CookieError:
        return "", False
    return (cookies[COOKIE].value, True) if COOKIE in cookies else ("", False)
