"""Calls to one OpenAI-compatible server.

Structured replies use langchain-openai; answers are read directly from the stream, since a hundred
concurrent readers are thousands of words per second.
"""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from typing import Any

import httpx
from langchain_core.messages import AIMessageChunk, BaseMessage, convert_to_openai_messages
from langchain_openai import ChatOpenAI
from openai import APIError, APIStatusError
from pydantic import SecretStr

from agent.errors import ModelUnavailable
from agent.llm.requests import CONNECT
from agent.llm.roles import as_one, refuses_system
from agent.llm.server import ModelServer
from agent.llm.server_errors import Refused, kind_of, unanswered
from agent.types import Usage

UNNAMED = "default"
"""The name of a model whose server has not been up yet."""


@dataclass(frozen=True, slots=True)
class Piece:
    """The content of one chunk."""

    text: str
    cut: bool  # the token limit was reached
    usage: Usage | None
    likely: Mapping[str, float] = field(default_factory=dict)
    """Natural logarithms of the probabilities of the likeliest tokens, if asked for."""


class ModelCall:
    """Calls one server; raises `ModelUnavailable` if it does not answer."""

    def __init__(
        self, server: ModelServer, api_key: str = "", name: str | None = None, *, timeout: float
    ) -> None:
        """`name`: of the model, instead of the listed one; `timeout`: seconds without a byte."""
        self._server = server
        self._name = name
        self._timeout = timeout
        self._without_system = False  # whether the chat template has no system role
        alone = server.alone  # in a pool another server is asked instead of retrying
        self._chat = ChatOpenAI(
            model=UNNAMED,
            base_url=server.base_url,
            api_key=SecretStr(api_key or "none"),
            temperature=0,
            timeout=timeout if alone else httpx.Timeout(timeout, connect=CONNECT),
            stream_chunk_timeout=None,  # its wait_for loses a cancellation (CPython before 3.12)
            max_retries=1 if alone else 0,
        )

    async def pieces(
        self,
        messages: list[BaseMessage],
        max_tokens: int,
        schema: dict[str, Any] | None = None,
        *,
        likely: int = 0,
    ) -> AsyncGenerator[Piece]:
        """The model's output as a stream; with the `likely` likeliest tokens at each place.

        Always streamed, because llama-server notices a disconnected client only then. A model whose
        chat template refuses the system role gets those words with the first message.
        """
        for again in (False, True):
            asked = as_one(messages) if self._without_system else messages
            stream = self._asked(asked, max_tokens, schema, likely)
            try:
                async with aclosing(stream) as pieces:
                    async for piece in pieces:
                        yield piece
                return
            except Refused as error:
                if again or self._without_system or not refuses_system(error):
                    raise
                self._without_system = True

    def _asked(
        self,
        messages: list[BaseMessage],
        max_tokens: int,
        schema: dict[str, Any] | None,
        likely: int,
    ) -> AsyncGenerator[Piece]:
        if schema:
            return self._structured(messages, max_tokens, schema)
        return self._plain(messages, max_tokens, likely)

    async def _plain(
        self, messages: list[BaseMessage], max_tokens: int, likely: int
    ) -> AsyncGenerator[Piece]:
        """Read directly from the stream, with the same request as langchain-openai."""
        body = {
            "model": await self._model(),
            "messages": convert_to_openai_messages(messages),
            "temperature": self._chat.temperature,
            "max_completion_tokens": max_tokens,
            "stream_options": {"include_usage": True},
            **({"logprobs": True, "top_logprobs": likely} if likely else {}),
            **await self._progress(),
        }
        chunks = self._server.stream(body, patience=self._timeout)
        async with aclosing(chunks):
            async for chunk in chunks:
                try:
                    piece = _read(chunk)
                except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
                    raise _unavailable(error) from error
                yield piece

    async def _structured(
        self, messages: list[BaseMessage], max_tokens: int, schema: dict[str, Any]
    ) -> AsyncGenerator[Piece]:
        form = await self._server.form(schema)
        # not with_structured_output, which loses the usage
        body = {"response_format": form, **await self._progress()}
        model = await self._model()
        try:
            stream = self._chat.astream(
                messages, model=model, stream_usage=True, max_tokens=max_tokens, extra_body=body
            )
            async with aclosing(stream) as chunks:  # type: ignore[type-var]
                async for chunk in chunks:
                    if isinstance(chunk, AIMessageChunk):
                        cut = chunk.response_metadata.get("finish_reason") == "length"
                        yield Piece(chunk.text, cut, _counted(chunk))
        except (APIError, json.JSONDecodeError) as error:
            raise _unavailable(error) from error

    async def _model(self) -> str:
        """The model's name, which vLLM requires; asked again after the server was down."""
        if not (self._name or self._server.listed):
            with suppress(ModelUnavailable):
                await self._server.model()
        return self._name or self._server.listed or UNNAMED

    async def _progress(self) -> dict[str, bool]:
        """Requests progress reports during prompt processing, so that the server notices a
        disconnected client then, too."""
        return {"return_progress": True} if await self._server.reports_progress() else {}


def _read(chunk: dict[str, Any]) -> Piece:
    """A chunk's first choice; anything else is ignored."""
    choices = chunk.get("choices") or [{}]
    text = (choices[0].get("delta") or {}).get("content")
    usage = chunk.get("usage")
    return Piece(
        text if isinstance(text, str) else "",
        choices[0].get("finish_reason") == "length",
        _usage(usage) if usage else None,
        _likely(choices[0].get("logprobs")),
    )


def _likely(logprobs: dict[str, Any] | None) -> dict[str, float]:
    """The likeliest tokens at the first place of a chunk."""
    places = (logprobs or {}).get("content") or [{}]
    return {each["token"]: float(each["logprob"]) for each in places[0].get("top_logprobs") or ()}


def _usage(counted: dict[str, Any]) -> Usage:
    cached = (counted.get("prompt_tokens_details") or {}).get("cached_tokens")
    return Usage(
        llm_calls=1,
        prompt_tokens=counted.get("prompt_tokens") or 0,
        cached_tokens=cached or 0,
        completion_tokens=counted.get("completion_tokens") or 0,
    )


def _counted(reply: AIMessageChunk) -> Usage | None:
    counted: Any = reply.usage_metadata
    if not counted:
        return None
    return Usage(
        llm_calls=1,
        prompt_tokens=counted.get("input_tokens", 0),
        cached_tokens=counted.get("input_token_details", {}).get("cache_read", 0) or 0,
        completion_tokens=counted.get("output_tokens", 0),
    )


def _unavailable(error: Exception) -> ModelUnavailable:
    message = error.message if isinstance(error, APIError) else f"its reply is broken ({error})"
    status = error.status_code if isinstance(error, APIStatusError) else None
    return unanswered(message, kind_of(status))
