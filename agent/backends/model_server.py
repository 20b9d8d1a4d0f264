"""What an OpenAI-compatible server says: its model, its context, its tokens, and its answers.

llama-server answers all; of other servers only the list of models and answers are asked.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

import httpx
from langchain_core.messages import BaseMessage, SystemMessage

from agent.backends.chunks import ChunkReader
from agent.errors import ModelUnavailable
from agent.prompts import SYSTEM

UNKNOWN_CONTEXT = 4_096
"""Tokens assumed of a server that does not say; MENTOR_LLM_CONTEXT overrides."""
BYTES_PER_TOKEN = 3.0
"""Where there is no tokenizer to ask; English prose has about 4, code and Chinese about 3."""
ANSWER = 5.0
"""Seconds that an answer about the server itself may take."""
WARMING = 600.0
"""Seconds that the first prompt may take: a large model comes from a slow disk."""
PYTHON_SERVER = "llama.cpp Python API"
"""What `python -m llama_cpp.server` calls itself."""
TEMPLATE_TOKENS = 64
"""What a chat template adds, where it cannot be asked."""
AGAIN = (408, 409, 429, 500, 502, 503, 504)
"""What a server answers that may answer another time: OpenAI's client asks again then, too."""
PAUSE = 0.5  # seconds before it is asked again
LONGEST_REASON = 300  # characters of what it says was wrong


class ModelServer:
    """One server; raises `ModelUnavailable` where it does not answer."""

    def __init__(self, base_url: str, api_key: str = "", context: int | None = None) -> None:
        headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        self._base_url = base_url
        self._root = base_url.removesuffix("/v1")
        # as many answers at once as the queue in front admits
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=100)
        self._client = httpx.AsyncClient(headers=headers, limits=limits)
        self._context = context
        self._is_llama_server: bool | None = None
        self._is_python_server: bool | None = None

    async def model(self) -> str:
        """The name of the first model that the server lists."""
        listed = await self._ask("GET", f"{self._base_url}/models")
        try:
            return str(listed["data"][0]["id"])
        except (KeyError, IndexError, TypeError) as error:
            raise self._unavailable("lists no model") from error

    async def context(self) -> int:
        """Tokens that one request may use, answer included."""
        if self._context is None:
            self._context = await self._read_context()
        return self._context

    async def slots(self) -> int | None:
        """Requests that it answers at once; None where it does not say."""
        try:
            return int((await self._ask("GET", f"{self._root}/props"))["total_slots"])
        except (ModelUnavailable, KeyError, TypeError, ValueError):
            return None

    async def reports_progress(self) -> bool:
        """Whether it can be asked to report while it reads a prompt: llama-server can."""
        if self._is_llama_server is None:
            await self._read_context()
        return bool(self._is_llama_server)

    async def form(self, schema: dict[str, Any]) -> dict[str, Any]:
        """How a reply of a schema is asked for: as OpenAI does, or as llama-cpp-python wants it."""
        if self._is_python_server is None:
            self._is_python_server = False
            if not await self.reports_progress():
                with suppress(ModelUnavailable, KeyError, TypeError):
                    told = await self._ask("GET", f"{self._root}/openapi.json")
                    self._is_python_server = PYTHON_SERVER in told["info"]["title"]
        if self._is_python_server:
            return {"type": "json_object", "schema": schema}
        return {"type": "json_schema", "json_schema": {"name": "reply", "schema": schema}}

    async def prompt_tokens(self, messages: Sequence[BaseMessage]) -> int:
        """Tokens of a prompt as the model will read it, with what its chat template adds.

        Two requests to llama-server, exact; elsewhere an estimate, rather too high than too low.
        """
        try:
            if await self.reports_progress():
                body = {"messages": [{"role": _role(m), "content": m.text} for m in messages]}
                shown = await self._ask("POST", f"{self._root}/apply-template", body)
                content = {"content": shown["prompt"]}
                return len((await self._ask("POST", f"{self._root}/tokenize", content))["tokens"])
        except (ModelUnavailable, KeyError, TypeError):
            pass  # an older build, a template that it cannot apply by itself, a server that is down
        size = sum(len(message.text.encode()) for message in messages)
        return int(size / BYTES_PER_TOKEN) + TEMPLATE_TOKENS

    async def stream(
        self, body: dict[str, Any], *, patience: float | None
    ) -> AsyncGenerator[dict[str, Any]]:
        """The chunks of a chat completion; to close this closes the stream to the server.

        `patience`: seconds without a byte. A server that cannot be reached is asked twice.
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
            raise _unanswered(str(error) or type(error).__name__) from error
        except ValueError as error:
            raise _unanswered(f"its reply is broken ({error})") from error

    @asynccontextmanager
    async def _opened(
        self, body: dict[str, Any], patience: float | None
    ) -> AsyncGenerator[httpx.Response]:
        url = f"{self._base_url}/chat/completions"
        for last in (False, True):
            request = self._client.build_request("POST", url, json=body, timeout=patience)
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
                        raise _unanswered(_reason(reply.status_code, await reply.aread()))
                finally:
                    await reply.aclose()
            await asyncio.sleep(PAUSE)

    def _good(self, chunk: dict[str, Any]) -> dict[str, Any]:
        if error := chunk.get("error"):
            raise _unanswered(_said(error))
        return chunk

    async def warm_up(self) -> None:
        """Let llama-server read the words that every prompt begins with; nothing elsewhere.

        The first student then waits neither for weights to come from the disk nor for these.
        """
        if await self.reports_progress():
            body = {"messages": [{"role": "system", "content": SYSTEM}]}
            with suppress(_NotThere, KeyError, TypeError):
                shown = await self._ask("POST", f"{self._root}/apply-template", body)
                first = {"prompt": shown["prompt"], "n_predict": 1, "cache_prompt": True}
                await self._ask("POST", f"{self._root}/completion", first, seconds=WARMING)

    async def close(self) -> None:
        """Give back the connections."""
        await self._client.aclose()

    async def _read_context(self) -> int:
        try:
            props = await self._ask("GET", f"{self._root}/props")
            context = int(props["default_generation_settings"]["n_ctx"])
        except (_NotThere, KeyError, TypeError, ValueError):
            self._is_llama_server = False
            return UNKNOWN_CONTEXT  # what it is while the server is down is asked again later
        self._is_llama_server = True
        return context

    async def _ask(
        self, method: str, url: str, body: dict[str, Any] | None = None, seconds: float = ANSWER
    ) -> Any:
        try:
            reply = await self._client.request(method, url, json=body, timeout=seconds)
            reply.raise_for_status()
            return reply.json()
        except httpx.HTTPStatusError as error:
            kind = _NotThere if error.response.is_client_error else ModelUnavailable
            raise self._unavailable(f"does not answer ({error})", kind) from error
        except (httpx.HTTPError, ValueError) as error:
            raise self._unavailable(f"does not answer ({error})") from error

    def _unavailable(
        self, what: str, kind: type[ModelUnavailable] = ModelUnavailable
    ) -> ModelUnavailable:
        return kind(f"The language model's server at {self._base_url} {what}.", FIX)


class _NotThere(ModelUnavailable):
    """The server answers, and has no such call."""


FIX = (
    "Start it (make llama, then make run with a GGUF under data/models/), correct "
    "MENTOR_LLM_BASE_URL, or unset it to go on with quotes only."
)


def _unanswered(reason: str) -> ModelUnavailable:
    return ModelUnavailable(f"The language model did not answer: {reason}", FIX)


def _reason(status: int, body: bytes) -> str:
    """What a refusal says."""
    try:
        said = json.loads(body)
    except ValueError:
        said = None
    reason = _said(said["error"]) if isinstance(said, dict) and said.get("error") else ""
    return f"status {status} {reason}".strip()


def _said(error: object) -> str:
    message = error.get("message") if isinstance(error, dict) else error
    return " ".join(str(message).split())[:LONGEST_REASON]


def _role(message: BaseMessage) -> str:
    return "system" if isinstance(message, SystemMessage) else "user"
