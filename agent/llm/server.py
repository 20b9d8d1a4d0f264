"""An OpenAI-compatible server: its model, context, tokenizer, and answers.

llama-server supports everything; vLLM reports context and load; others only list their models.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

import httpx
from langchain_core.messages import BaseMessage

from agent.errors import ModelUnavailable
from agent.llm.prompt_size import as_json, estimate
from agent.llm.server_errors import FIX, NotThere, Slow, message_of, refused, unanswered
from agent.llm.server_load import busy_engines, busy_slots
from agent.llm.stream_chunks import ChunkReader
from agent.prompts import SYSTEM

UNKNOWN_CONTEXT = 4_096
"""Tokens assumed for servers that do not report their context; MENTOR_LLM_CONTEXT overrides."""
ANSWER = 5.0
"""Seconds for replies about the server itself."""
WARMING = 600.0
"""Seconds for the first prompt, including loading a large model from a slow disk."""
PYTHON_SERVER = "llama.cpp Python API"
"""The title of `python -m llama_cpp.server`."""
AGAIN = (408, 409, 429, 500, 502, 503, 504)
"""Status codes worth a retry, as in OpenAI's client."""
NOT_ENABLED = 501
"""Status of llama-server for disabled calls."""
PAUSE = 0.5  # seconds before a retry
CONNECT = 5.0  # seconds for connecting, if there is another server


class ModelServer:
    """A server; raises `ModelUnavailable` if it does not answer."""

    def __init__(
        self,
        base_url: str,
        api_key: str = "",
        context: int | None = None,
        *,
        alone: bool = True,
    ) -> None:
        """`alone`: retry once on failure, since there is no other server."""
        headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        self.base_url = base_url
        self._root = base_url.removesuffix("/v1")
        # the queue limits the number of concurrent answers
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=100)
        self._client = httpx.AsyncClient(headers=headers, limits=limits)
        self.alone = alone
        self._given_context = context
        self.fixed_part = SYSTEM
        """What every prompt begins with."""
        self.forget()

    def forget(self) -> None:
        """Drop cached properties: another program may listen there by now."""
        self.listed: str | None = None
        self._longest: int | None = None
        self._context = self._given_context
        self._is_llama_server: bool | None = None
        self._is_python_server: bool | None = None
        self._reports_load = True

    @property
    def name(self) -> str:
        """host:port, without a password."""
        return urlsplit(self.base_url).netloc.rpartition("@")[2]

    async def model(self) -> str:
        """The name of the first model that the server lists."""
        listed = await self._ask("GET", f"{self.base_url}/models")
        try:
            self.listed = str(listed["data"][0]["id"])
            self._longest = listed["data"][0].get("max_model_len")  # vLLM's name for its context
        except (AttributeError, KeyError, IndexError, TypeError) as error:
            raise self._unavailable("lists no model") from error
        return self.listed

    async def check(self) -> None:
        """Raises `ModelUnavailable` if it is down or still loading its model."""
        with suppress(NotThere):  # only llama-server and vLLM support it
            await self._text(f"{self._root}/health")
        await self.model()

    async def busy(self) -> int | None:
        """Its running and waiting requests; None if it does not report them."""
        if not self._reports_load:
            return None
        with suppress(NotThere, KeyError, TypeError):
            return busy_slots(await self._ask("GET", f"{self._root}/slots"))
        busy = None
        with suppress(NotThere):
            busy = busy_engines(await self._text(f"{self._root}/metrics"))
        self._reports_load = busy is not None
        return busy

    async def context(self) -> int:
        """Tokens that a request may use, including the answer."""
        if self._context is None:
            self._context = await self._read_context()
        return self._context

    @property
    def known_context(self) -> int | None:
        """The same, if already known."""
        return self._context

    async def slots(self) -> int | None:
        """Concurrent requests; None if it does not report them."""
        try:
            return int((await self._ask("GET", f"{self._root}/props"))["total_slots"])
        except (ModelUnavailable, KeyError, TypeError, ValueError):
            return None

    async def reports_progress(self) -> bool:
        """Whether it can report progress on a prompt, as llama-server can."""
        if self._is_llama_server is None:
            await self._read_context()
        return bool(self._is_llama_server)

    async def form(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The request's field for a JSON schema, in OpenAI's or llama-cpp-python's form."""
        if self._is_python_server is None:
            self._is_python_server = False
            if not await self.reports_progress():
                with suppress(ModelUnavailable, KeyError, TypeError):
                    document = await self._ask("GET", f"{self._root}/openapi.json")
                    self._is_python_server = PYTHON_SERVER in document["info"]["title"]
        if self._is_python_server:
            return {"type": "json_object", "schema": schema}
        return {"type": "json_schema", "json_schema": {"name": "reply", "schema": schema}}

    async def prompt_tokens(self, messages: Sequence[BaseMessage]) -> int:
        """Tokens of a prompt including its chat template.

        Exact with llama-server (two requests), otherwise a conservative estimate.
        """
        try:
            return await self.count(messages)
        except ModelUnavailable:  # it is down
            return estimate(messages)

    async def count(self, messages: Sequence[BaseMessage]) -> int:
        """The same, but raises `ModelUnavailable` if the server is down."""
        with suppress(NotThere, KeyError, TypeError):  # an older build or an unsupported template
            if await self.reports_progress():
                body = {"messages": as_json(messages)}
                shown = await self._ask("POST", f"{self._root}/apply-template", body)
                content = {"content": shown["prompt"]}
                return len((await self._ask("POST", f"{self._root}/tokenize", content))["tokens"])
        return estimate(messages)

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
                        yield self._good(chunk)
                for chunk in reader.flush():
                    yield self._good(chunk)
        except (httpx.HTTPError, httpx.StreamError) as error:
            raise unanswered(str(error) or type(error).__name__) from error
        except ValueError as error:
            raise unanswered(f"its reply is broken ({error})") from error

    @asynccontextmanager
    async def _opened(
        self, body: dict[str, Any], patience: float | None
    ) -> AsyncGenerator[httpx.Response]:
        url = f"{self.base_url}/chat/completions"
        timeout = patience if self.alone else httpx.Timeout(patience, connect=CONNECT)
        for last in (False, True) if self.alone else (True,):
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
                    if last or reply.status_code not in AGAIN:
                        raise refused(reply.status_code, await reply.aread())
                finally:
                    await reply.aclose()
            await asyncio.sleep(PAUSE)

    def _good(self, chunk: dict[str, Any]) -> dict[str, Any]:
        if error := chunk.get("error"):
            raise unanswered(message_of(error))
        return chunk

    async def warm_up(self) -> None:
        """Make each slot of llama-server read the common beginning of all prompts.

        The first students then wait neither for the weights nor for these tokens. No effect on
        other servers.
        """
        if await self.reports_progress():
            body = {"messages": [{"role": "system", "content": self.fixed_part}]}
            with suppress(NotThere, KeyError, TypeError):
                shown = await self._ask("POST", f"{self._root}/apply-template", body)
                first = {"prompt": shown["prompt"], "n_predict": 1, "cache_prompt": True}
                for slot in range(await self.slots() or 1):
                    own = first | {"id_slot": slot}
                    await self._ask("POST", f"{self._root}/completion", own, seconds=WARMING)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _read_context(self) -> int:
        try:
            props = await self._ask("GET", f"{self._root}/props")
            context = int(props["default_generation_settings"]["n_ctx"])
        except (NotThere, KeyError, TypeError, ValueError):
            self._is_llama_server = False
            with suppress(ModelUnavailable):  # some list no model
                await self.model()
            return int(self._longest or UNKNOWN_CONTEXT)
        self._is_llama_server = True
        return context

    async def _ask(
        self, method: str, url: str, body: dict[str, Any] | None = None, seconds: float = ANSWER
    ) -> Any:
        try:
            return (await self._reply(method, url, body, seconds)).json()
        except ValueError as error:
            raise self._unavailable(f"did not answer ({error})") from error

    async def _text(self, url: str) -> str:
        return (await self._reply("GET", url)).text

    async def _reply(
        self, method: str, url: str, body: dict[str, Any] | None = None, seconds: float = ANSWER
    ) -> httpx.Response:
        try:
            reply = await self._client.request(method, url, json=body, timeout=seconds)
            return reply.raise_for_status()
        except httpx.HTTPStatusError as error:
            missing = error.response.is_client_error or error.response.status_code == NOT_ENABLED
            kind = NotThere if missing else ModelUnavailable
            raise self._unavailable(f"did not answer ({error})", kind) from error
        except httpx.ReadTimeout as error:
            raise self._unavailable("did not answer in time", Slow) from error
        except httpx.HTTPError as error:
            raise self._unavailable(f"did not answer ({error})") from error

    def _unavailable(
        self, what: str, kind: type[ModelUnavailable] = ModelUnavailable
    ) -> ModelUnavailable:
        return kind(f"The model server at {self.base_url} {what}.", FIX)
