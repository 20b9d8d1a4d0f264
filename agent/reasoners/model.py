"""Ask a language model behind any OpenAI-compatible server, through langchain-openai.

It is stopped where it does not stop by itself, and what it thinks aloud is left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_openai import ChatOpenAI
from openai import APIError
from pydantic import SecretStr

from agent.backends.model_server import FIX, ModelServer
from agent.errors import ModelUnavailable
from agent.reasoner import Notice
from agent.reasoners.loops import LoopGuard
from agent.reasoners.reasoning import ReasoningFilter
from agent.types import Usage, no_usage

CHARACTERS = 16
"""Per token asked for: a server that has sent more does not heed the limit."""
_UNSEEN = re.compile(
    r"\x1b\[[0-9;]*[A-Za-z]"  # colours of a terminal
    r"|[\x00-\x08\x0b-\x1f\x7f-\x9f]"  # control characters, carriage returns among them
    r"|[\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]"  # what turns the direction of the text
    r"|[\ud800-\udfff]"  # halves of characters: they cannot be sent on
)

Chat = ChatOpenAI


def open_chat(base_url: str, model: str, api_key: str, *, timeout: float) -> Chat:
    """The client of a model; `timeout` is in seconds without a byte from the server."""
    return Chat(
        model=model,
        base_url=base_url,
        api_key=SecretStr(api_key or "none"),
        temperature=0,
        timeout=timeout,
        stream_chunk_timeout=None,  # its wait_for loses a cancellation (CPython before 3.12)
        max_retries=1,
    )


class Model:
    """One model; raises `ModelUnavailable` where it does not answer."""

    def __init__(self, chat: Chat, server: ModelServer) -> None:
        self._chat = chat
        self._server = server

    @property
    def name(self) -> str:
        """The model's name."""
        return self._chat.model_name

    async def ask(
        self, messages: list[BaseMessage], *, max_tokens: int, form: object = None
    ) -> AsyncGenerator[str | Notice | Usage]:
        """The model's words as they come, without its thoughts; last, what it cost.

        Always streamed: llama-server does not notice that the reader of a whole reply has left.
        """
        thoughts, guard, usage = ReasoningFilter(), LoopGuard(), no_usage() | {"llm_calls": 1}
        room = max_tokens * CHARACTERS
        async with aclosing(self._stream(messages, max_tokens, form)) as chunks:
            async for chunk in chunks:
                text = _UNSEEN.sub("", chunk.text)
                shown = thoughts.feed(text)
                if thoughts.restarted():
                    yield Notice("anew")
                if shown:
                    yield shown
                usage = _usage(chunk) if chunk.usage_metadata else usage
                room -= len(text)
                if guard.feed(text):
                    yield Notice("repeats")
                    break
                if room < 0 or chunk.response_metadata.get("finish_reason") == "length":
                    yield Notice("cut")
                if room < 0:
                    break
        yield thoughts.flush()
        yield usage

    async def read(
        self, messages: list[BaseMessage], schema: dict[str, Any], max_tokens: int
    ) -> tuple[str, Usage]:
        """The model's whole reply to a schema; it need not be what was asked for."""
        reply, usage = "", no_usage()
        form = await self._server.form(schema)
        pieces = self.ask(messages, max_tokens=max_tokens, form=form)
        async with aclosing(pieces):
            async for piece in pieces:
                if isinstance(piece, str):
                    reply += piece
                elif isinstance(piece, Notice):
                    reply = "" if piece.kind == "anew" else reply
                else:
                    usage = piece
        return reply, usage

    async def _stream(
        self, messages: list[BaseMessage], max_tokens: int, form: object
    ) -> AsyncGenerator[AIMessageChunk]:
        body = {"response_format": form} if form else {}  # not as an option: that loses the usage
        if await self._server.reports_progress():
            # so that it notices during its reading of the prompt as well that the reader has left
            body["return_progress"] = True
        try:
            stream = self._chat.astream(
                messages, stream_usage=True, max_tokens=max_tokens, extra_body=body
            )
            async with aclosing(stream) as chunks:  # type: ignore[type-var]
                async for chunk in chunks:
                    if isinstance(chunk, AIMessageChunk):
                        yield chunk
        except (APIError, json.JSONDecodeError) as error:
            raise _unavailable(error) from error


def _usage(reply: AIMessageChunk) -> Usage:
    counted: Any = reply.usage_metadata or {}
    return Usage(
        llm_calls=1,
        prompt_tokens=counted.get("input_tokens", 0),
        cached_tokens=counted.get("input_token_details", {}).get("cache_read", 0) or 0,
        completion_tokens=counted.get("output_tokens", 0),
    )


def _unavailable(error: Exception) -> ModelUnavailable:
    message = error.message if isinstance(error, APIError) else f"its reply is broken ({error})"
    return ModelUnavailable(f"The language model did not answer: {message}", FIX)
