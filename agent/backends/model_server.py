"""What an OpenAI-compatible server tells about itself: its model, its context, its tokens.

llama-server answers all three; of other servers only the list of models is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import httpx
from langchain_core.messages import BaseMessage, SystemMessage

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


class ModelServer:
    """One server; raises `ModelUnavailable` where it does not answer."""

    def __init__(self, base_url: str, api_key: str = "", context: int | None = None) -> None:
        headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        self._base_url = base_url
        self._root = base_url.removesuffix("/v1")
        self._client = httpx.AsyncClient(headers=headers)
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
        if await self.reports_progress():
            body = {"messages": [{"role": _role(m), "content": m.text} for m in messages]}
            try:
                shown = await self._ask("POST", f"{self._root}/apply-template", body)
                content = {"content": shown["prompt"]}
                return len((await self._ask("POST", f"{self._root}/tokenize", content))["tokens"])
            except (ModelUnavailable, KeyError, TypeError):
                pass  # an older build, or a template that it cannot apply by itself
        size = sum(len(message.text.encode()) for message in messages)
        return int(size / BYTES_PER_TOKEN) + TEMPLATE_TOKENS

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


def _role(message: BaseMessage) -> str:
    return "system" if isinstance(message, SystemMessage) else "user"
