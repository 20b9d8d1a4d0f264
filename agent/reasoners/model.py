"""Ask a language model behind any OpenAI-compatible server.

It is stopped where it does not stop by itself, and what it thinks aloud is left out. A reply to a
schema comes through langchain-openai; an answer's words are read off the stream as they are, since
a hundred students who read at once are thousands of words a second.
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from langchain_core.messages import AIMessageChunk, BaseMessage, convert_to_openai_messages
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


@dataclass(frozen=True, slots=True)
class _Piece:
    """What one chunk brings."""

    text: str
    cut: bool  # the limit was reached
    usage: Usage | None


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
        self, messages: list[BaseMessage], *, max_tokens: int, schema: dict[str, Any] | None = None
    ) -> AsyncGenerator[str | Notice | Usage]:
        """The model's words as they come, without its thoughts; last, what it cost.

        Always streamed: llama-server does not notice that the reader of a whole reply has left.
        """
        thoughts, guard, usage = ReasoningFilter(), LoopGuard(), no_usage() | {"llm_calls": 1}
        room = max_tokens * CHARACTERS
        pieces = (
            self._structured(messages, max_tokens, schema)
            if schema
            else self._plain(messages, max_tokens)
        )
        async with aclosing(pieces):
            async for piece in pieces:
                text = _UNSEEN.sub("", piece.text)
                shown = thoughts.feed(text)
                if thoughts.restarted():
                    yield Notice("anew")
                if shown:
                    yield shown
                usage = piece.usage or usage
                room -= len(text)
                if guard.feed(text):
                    yield Notice("repeats")
                    break
                if room < 0 or piece.cut:
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
        pieces = self.ask(messages, max_tokens=max_tokens, schema=schema)
        async with aclosing(pieces):
            async for piece in pieces:
                if isinstance(piece, str):
                    reply += piece
                elif isinstance(piece, Notice):
                    reply = "" if piece.kind == "anew" else reply
                else:
                    usage = piece
        return reply, usage

    async def _plain(self, messages: list[BaseMessage], max_tokens: int) -> AsyncGenerator[_Piece]:
        """Off the wire, with what langchain-openai would ask."""
        body = {
            "model": self.name,
            "messages": convert_to_openai_messages(messages),
            "temperature": self._chat.temperature,
            "max_completion_tokens": max_tokens,
            "stream_options": {"include_usage": True},
            **await self._progress(),
        }
        timeout = self._chat.request_timeout
        assert timeout is None or isinstance(timeout, float)
        chunks = self._server.stream(body, patience=timeout)
        async with aclosing(chunks):
            async for chunk in chunks:
                try:
                    piece = _read(chunk)
                except (AttributeError, IndexError, KeyError, TypeError) as error:
                    raise _unavailable(error) from error
                yield piece

    async def _structured(
        self, messages: list[BaseMessage], max_tokens: int, schema: dict[str, Any]
    ) -> AsyncGenerator[_Piece]:
        form = await self._server.form(schema)
        # the format not as an option: that loses the usage
        body = {"response_format": form, **await self._progress()}
        try:
            stream = self._chat.astream(
                messages, stream_usage=True, max_tokens=max_tokens, extra_body=body
            )
            async with aclosing(stream) as chunks:  # type: ignore[type-var]
                async for chunk in chunks:
                    if isinstance(chunk, AIMessageChunk):
                        cut = chunk.response_metadata.get("finish_reason") == "length"
                        yield _Piece(chunk.text, cut, _counted(chunk))
        except (APIError, json.JSONDecodeError) as error:
            raise _unavailable(error) from error

    async def _progress(self) -> dict[str, bool]:
        """Asks for reports on the reading of a prompt, so that the server notices during it as well
        that the reader has left."""
        return {"return_progress": True} if await self._server.reports_progress() else {}


def _read(chunk: dict[str, Any]) -> _Piece:
    """A chunk's first choice; what a server sends besides or instead is let pass."""
    choices = chunk.get("choices") or [{}]
    said = (choices[0].get("delta") or {}).get("content")
    usage = chunk.get("usage")
    return _Piece(
        said if isinstance(said, str) else "",
        choices[0].get("finish_reason") == "length",
        _usage(usage) if usage else None,
    )


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
    return ModelUnavailable(f"The language model did not answer: {message}", FIX)
