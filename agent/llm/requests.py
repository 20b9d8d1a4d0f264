"""HTTP requests to an OpenAI-compatible server, with its errors as ours."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from agent.errors import ModelUnavailable
from agent.llm.server_errors import FIX, NotThere, Slow, message_of, refused, unanswered
from agent.llm.stream_chunks import ChunkReader

ANSWER = 5.0
"""Seconds for replies about the server itself."""
RETRIED = (408, 409, 429, 500, 502, 503, 504)
"""Status codes worth a retry, as in OpenAI's client."""
NOT_ENABLED = 501
"""Status of llama-server for disabled calls."""
PAUSE = 0.5  # seconds before a retry
CONNECT = 5.0  # seconds for connecting, if there is another server


class ServerRequests:
    """Requests to one server; each raises `ModelUnavailable` if it does not answer."""

    def __init__(self, base_url: str, api_key: str, *, alone: bool) -> None:
        """`alone`: retry once on failure, since there is no other server."""
        headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        # the queue limits the number of concurrent answers
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=100)
        self._base_url = base_url
        self._client = httpx.AsyncClient(headers=headers, limits=limits)
        self._alone = alone

    async def ask(
        self, method: str, url: str, body: dict[str, Any] | None = None, seconds: float = ANSWER
    ) -> Any:
        """The JSON of a reply."""
        try:
            return (await self._reply(method, url, body, seconds)).json()
        except ValueError as error:
            raise self.unavailable(f"did not answer ({error})") from error

    async def text(self, url: str) -> str:
        """The text of a page."""
        return (await self._reply("GET", url)).text

    async def stream(
        self, body: dict[str, Any], *, patience: float | None
    ) -> AsyncGenerator[dict[str, Any]]:
        """The chunks of a chat completion; closing it closes the stream to the server.

        `patience`: seconds without a byte. A single server is retried once.
        """
        try:
            async with self._opened({**body, "stream": True}, patience) as reply:
                reader = ChunkReader()
                async for data in reply.aiter_bytes():
                    for chunk in reader.feed(data):
                        yield _good(chunk)
                for chunk in reader.flush():
                    yield _good(chunk)
        except (httpx.HTTPError, httpx.StreamError) as error:
            raise unanswered(str(error) or type(error).__name__) from error
        except ValueError as error:
            raise unanswered(f"its reply is broken ({error})") from error

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    def unavailable(
        self, what: str, kind: type[ModelUnavailable] = ModelUnavailable
    ) -> ModelUnavailable:
        """The error for a server that "did not answer" or the like."""
        return kind(f"The model server at {self._base_url} {what}.", FIX)

    @asynccontextmanager
    async def _opened(
        self, body: dict[str, Any], patience: float | None
    ) -> AsyncGenerator[httpx.Response]:
        url = f"{self._base_url}/chat/completions"
        timeout = patience if self._alone else httpx.Timeout(patience, connect=CONNECT)
        for last in (False, True) if self._alone else (True,):
            request = self._client.build_request("POST", url, json=body, timeout=timeout)
            try:
                reply = await self._client.send(request, stream=True)
            except httpx.TransportError:
                if last:
                    raise
            else:
                try:
                    if reply.status_code == 200:
                        yield reply
                        return
                    if last or reply.status_code not in RETRIED:
                        raise refused(reply.status_code, await reply.aread())
                finally:
                    await reply.aclose()
            await asyncio.sleep(PAUSE)

    async def _reply(
        self, method: str, url: str, body: dict[str, Any] | None = None, seconds: float = ANSWER
    ) -> httpx.Response:
        try:
            reply = await self._client.request(method, url, json=body, timeout=seconds)
            return reply.raise_for_status()
        except httpx.HTTPStatusError as error:
            missing = error.response.is_client_error or error.response.status_code == NOT_ENABLED
            kind = NotThere if missing else ModelUnavailable
            raise self.unavailable(f"did not answer ({error})", kind) from error
        except httpx.ReadTimeout as error:
            raise self.unavailable("did not answer in time", Slow) from error
        except httpx.HTTPError as error:
            raise self.unavailable(f"did not answer ({error})") from error


def _good(chunk: dict[str, Any]) -> dict[str, Any]:
    if error := chunk.get("error"):
        raise unanswered(message_of(error))
    return chunk
