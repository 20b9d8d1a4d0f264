"""Replies in OpenAI's format."""

from __future__ import annotations

from typing import Literal, NotRequired

from typing_extensions import TypedDict


class Model(TypedDict):
    """A model: all courses, or one."""

    id: str
    object: Literal["model"]
    created: int
    owned_by: str


class Models(TypedDict):
    object: Literal["list"]
    data: list[Model]


class Reply(TypedDict):
    """The answer, with its sources as links."""

    role: Literal["assistant"]
    content: str
    refusal: None


class Choice(TypedDict):
    index: int
    message: Reply
    logprobs: None
    finish_reason: Literal["stop", "length"]


class PromptDetails(TypedDict):
    cached_tokens: int


class Tokens(TypedDict):
    """Tokens by the language model's count; without one, by the embedding model's tokenizer."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int
    prompt_tokens_details: NotRequired[PromptDetails]


class Completion(TypedDict):
    """A chat completion."""

    id: str
    object: Literal["chat.completion"]
    created: int
    model: str
    choices: list[Choice]
    usage: Tokens
