"""An OpenAI-compatible server: its model, context, tokenizer, and answers.

llama-server supports everything; vLLM reports context and load; others only list their models.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from langchain_core.messages import BaseMessage, SystemMessage

from agent.errors import ModelUnavailable
from agent.llm.prompt_size import as_json, estimate
from agent.llm.requests import ServerRequests
from agent.llm.server_errors import NotThere
from agent.llm.server_load import busy_engines, busy_slots
from agent.prompts import SYSTEM

UNKNOWN_CONTEXT = 4_096
"""Tokens assumed for servers that do not report their context, unless `LlmOptions` has it."""
WARMING = 600.0
"""Seconds for the first prompt, including loading a large model from a slow disk."""
PYTHON_SERVER = "llama.cpp Python API"
"""The title of `python -m llama_cpp.server`."""


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
        self.base_url = base_url
        self._root = base_url.removesuffix("/v1")
        self._requests = ServerRequests(base_url, api_key, alone=alone)
        self.alone = alone
        self._given_context = context
        self.fixed_parts: Sequence[Sequence[BaseMessage]] = [[SystemMessage(SYSTEM)]]
        """What prompts begin with."""
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
        listed = await self._requests.ask("GET", f"{self.base_url}/models")
        try:
            self.listed = str(listed["data"][0]["id"])
            self._longest = listed["data"][0].get("max_model_len")  # vLLM's name for its context
        except (AttributeError, KeyError, IndexError, TypeError) as error:
            raise self._requests.unavailable("lists no model") from error
        return self.listed

    async def check(self) -> None:
        """Raises `ModelUnavailable` if it is down or still loading its model."""
        with suppress(NotThere):  # only llama-server and vLLM support it
            await self._requests.text(f"{self._root}/health")
        await self.model()

    async def busy(self) -> int | None:
        """Its running and waiting requests; None if it does not report them."""
        if not self._reports_load:
            return None
        with suppress(NotThere, KeyError, TypeError):
            return busy_slots(await self._requests.ask("GET", f"{self._root}/slots"))
        busy = None
        with suppress(NotThere):
            busy = busy_engines(await self._requests.text(f"{self._root}/metrics"))
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
            return int((await self._requests.ask("GET", f"{self._root}/props"))["total_slots"])
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
                    document = await self._requests.ask("GET", f"{self._root}/openapi.json")
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
                shown = await self._requests.ask("POST", f"{self._root}/apply-template", body)
                content = {"content": shown["prompt"]}
                return len(
                    (await self._requests.ask("POST", f"{self._root}/tokenize", content))["tokens"]
                )
        return estimate(messages)

    def stream(
        self, body: dict[str, Any], *, patience: float | None
    ) -> AsyncGenerator[dict[str, Any]]:
        """See `ServerRequests.stream`."""
        return self._requests.stream(body, patience=patience)

    async def warm_up(self) -> None:
        """Make each slot of llama-server read what prompts begin with.

        The first students then wait neither for the weights nor for these tokens. No effect on
        other servers.
        """
        if await self.reports_progress():
            with suppress(NotThere, KeyError, TypeError):
                for messages in self.fixed_parts:
                    await self._read_once(messages)

    async def close(self) -> None:
        """Close the connections."""
        await self._requests.close()

    async def _read_once(self, messages: Sequence[BaseMessage]) -> None:
        body = {"messages": as_json(messages)}
        shown = await self._requests.ask("POST", f"{self._root}/apply-template", body)
        first = {"prompt": shown["prompt"], "n_predict": 1, "cache_prompt": True}
        # all at once, one for each slot: a request that names its slot ("id_slot") can end up in
        # the answer that another one is getting there (evals/LOG.md)
        asked = [
            self._requests.ask("POST", f"{self._root}/completion", first, seconds=WARMING)
            for _ in range(await self.slots() or 1)
        ]
        await asyncio.gather(*asked)

    async def _read_context(self) -> int:
        try:
            props = await self._requests.ask("GET", f"{self._root}/props")
            context = int(props["default_generation_settings"]["n_ctx"])
        except (NotThere, KeyError, TypeError, ValueError):
            self._is_llama_server = False
            with suppress(ModelUnavailable):  # some list no model
                await self.model()
            return int(self._longest or UNKNOWN_CONTEXT)
        self._is_llama_server = True
        return context
