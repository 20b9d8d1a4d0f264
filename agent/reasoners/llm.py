"""Decisions by a language model behind any OpenAI-compatible server, through langchain-openai.

Grading is one call for all passages; answering repeats its prompt up to the task, so that the
server reads the passages once (measured at 0.5B parameters on two cores: 18 tokens read anew
instead of 1,200).
"""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Any

from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_openai import ChatOpenAI
from openai import APIError
from pydantic import SecretStr

from agent import prompts
from agent.backends.model_server import FIX, ModelServer
from agent.errors import ModelUnavailable
from agent.reasoner import Cite, Grades, Reasoner, Rewrite, Turn
from agent.reasoners.markers import MarkerParser
from agent.reasoners.reasoning import ReasoningFilter
from agent.types import Mode, Passage, Usage, no_usage

GRADE_TOKENS = 160  # room for eight numbers, and for the white space that a weak model adds
REWRITE_TOKENS = 64
TEMPLATE_TOKENS = 64  # what a chat template adds


def open_chat(base_url: str, model: str, api_key: str, *, timeout: float) -> ChatOpenAI:
    """The client of a model; `timeout` is in seconds without a byte from the server."""
    return ChatOpenAI(
        model=model,
        base_url=base_url,
        api_key=SecretStr(api_key or "none"),
        temperature=0,
        timeout=timeout,
        max_retries=1,
    )


class LlmReasoner:
    """Asks the model; what it says about passages is believed only where it parses."""

    mode: Mode = "llm"

    def __init__(
        self, chat: ChatOpenAI, server: ModelServer, fallback: Reasoner, *, answer_tokens: int
    ) -> None:
        """`fallback` grades and rewrites where the model's output is unusable."""
        self._chat = chat
        self._server = server
        self._fallback = fallback
        self._answer_tokens = answer_tokens

    @property
    def model(self) -> str | None:
        """The model's name."""
        return self._chat.model_name

    async def grade(self, turn: Turn) -> Grades:
        """See `Reasoner.grade`; passages beyond the model's context are not relevant."""
        fitting = await self._fit(turn)
        count = len(fitting.passages)
        beyond = len(turn.passages) - count
        if not count:
            return _padded([], [], beyond, no_usage())
        reply, usage = await self._json(
            prompts.grading(fitting), _grade_schema(count), GRADE_TOKENS
        )
        numbers = _numbers(reply, count)
        if numbers is None:
            grades = await self._fallback.grade(fitting)
            reasons = [f"model's verdict unreadable; {reason}" for reason in grades.reasons]
            return _padded(grades.relevant, reasons, beyond, usage)
        verdicts = [number in numbers for number in range(1, count + 1)]
        reasons = ["model: helps" if verdict else "model: does not help" for verdict in verdicts]
        return _padded(verdicts, reasons, beyond, usage)

    async def rewrite(self, turn: Turn) -> Rewrite:
        """See `Reasoner.rewrite`."""
        schema = {
            "type": "object",
            "properties": {"query": {"type": "string", "maxLength": 200}},
            "required": ["query"],
            "additionalProperties": False,
        }
        reply, usage = await self._json(prompts.rewriting(turn), schema, REWRITE_TOKENS)
        query = reply.get("query") if isinstance(reply, dict) else None
        if isinstance(query, str) and query.strip():
            return Rewrite(" ".join(query.split()), usage)
        return replace(await self._fallback.rewrite(turn), usage=usage)

    async def generate(self, turn: Turn) -> AsyncGenerator[str | Cite | Usage]:
        """See `Reasoner.generate`."""
        thoughts, markers = ReasoningFilter(), MarkerParser()
        messages = prompts.answering(await self._fit(turn))
        usage = no_usage()
        async with aclosing(self._ask(messages, max_tokens=self._answer_tokens)) as pieces:
            async for text in pieces:
                if not isinstance(text, str):
                    usage = text
                    continue
                for piece in markers.feed(thoughts.feed(text)):
                    yield piece
        for piece in [*markers.feed(thoughts.flush()), *markers.flush()]:
            yield piece
        yield usage

    async def _json(
        self, messages: list[BaseMessage], schema: dict[str, Any], tokens: int
    ) -> tuple[Any, Usage]:
        """The model's reply to a schema; None where it is no JSON."""
        thoughts = ReasoningFilter()
        reply, usage = "", no_usage()
        form = {"type": "json_schema", "json_schema": {"name": "reply", "schema": schema}}
        pieces = self._ask(messages, max_tokens=tokens, response_format=form)
        async with aclosing(pieces):
            async for text in pieces:
                if isinstance(text, str):
                    reply += thoughts.feed(text)
                else:
                    usage = text
        try:
            return json.loads(reply + thoughts.flush()), usage
        except ValueError:
            return None, usage

    async def _ask(
        self, messages: list[BaseMessage], **options: Any
    ) -> AsyncGenerator[str | Usage]:
        """The model's words as they come, then what it cost.

        Always streamed: llama-server does not notice that the reader of a whole reply has left.
        """
        if await self._server.reports_progress():
            # so that it notices during its reading of the prompt as well
            options["extra_body"] = {"return_progress": True}
        usage = no_usage() | {"llm_calls": 1}
        try:
            stream = self._chat.astream(messages, stream_usage=True, **options)
            async with aclosing(stream) as chunks:  # type: ignore[type-var]
                async for chunk in chunks:
                    yield chunk.text
                    if isinstance(chunk, AIMessageChunk) and chunk.usage_metadata:
                        usage = _usage(chunk)
        except APIError as error:
            raise _unavailable(error) from error
        yield usage

    async def _fit(self, turn: Turn) -> Turn:
        """The turn with as many of its first passages as the model's context holds."""
        room = await self._server.context() - self._answer_tokens - TEMPLATE_TOKENS
        bare = prompts.answering(replace(turn, passages=[_PLACEHOLDER]))
        room -= await self._server.count("\n".join(message.text for message in bare))
        passages: list[Passage] = []
        for number, passage in enumerate(turn.passages, start=1):
            room -= await self._server.count(prompts.passage_text(number, passage))
            if room < 0:
                break
            passages.append(passage)
        return replace(turn, passages=passages)


_PLACEHOLDER = Passage(
    id="",
    document_id="",
    source="",
    course="",
    title="",
    section="",
    page=None,
    text="",
    score=0.0,
    dense=None,
    bm25=None,
    relevant=True,
)


def _grade_schema(count: int) -> dict[str, Any]:
    number = {"type": "integer", "minimum": 1, "maximum": count}
    return {
        "type": "object",
        "properties": {"relevant": {"type": "array", "items": number, "maxItems": count}},
        "required": ["relevant"],
        "additionalProperties": False,
    }


def _numbers(reply: Any, count: int) -> set[int] | None:
    """The passage numbers in a reply; None where it is not what was asked for."""
    listed = reply.get("relevant") if isinstance(reply, dict) else None
    if not isinstance(listed, list) or not all(isinstance(number, int) for number in listed):
        return None
    return {number for number in listed if 1 <= number <= count}


def _padded(verdicts: Sequence[bool], reasons: Sequence[str], beyond: int, usage: Usage) -> Grades:
    """Grades of all passages, where the last `beyond` did not fit."""
    dropped = ["no room in the model's context"] * beyond
    return Grades([*verdicts, *[False] * beyond], [*reasons, *dropped], usage)


def _usage(reply: AIMessageChunk) -> Usage:
    counted: Any = reply.usage_metadata or {}
    return Usage(
        llm_calls=1,
        prompt_tokens=counted.get("input_tokens", 0),
        cached_tokens=counted.get("input_token_details", {}).get("cache_read", 0) or 0,
        completion_tokens=counted.get("output_tokens", 0),
    )


def _unavailable(error: APIError) -> ModelUnavailable:
    return ModelUnavailable(f"The language model did not answer: {error.message}", FIX)
