"""Sizes of prompts: the request to the server's tokenizer, and an estimate without one."""

from __future__ import annotations

from collections.abc import Sequence

from langchain_core.messages import AIMessage, BaseMessage, SystemMessage

BYTES_PER_TOKEN = 3.0
"""Characters per token without a tokenizer; English has about 4, code and Chinese about 3."""
TEMPLATE_TOKENS = 64
"""Tokens of a chat template, if it cannot be measured."""


def estimate(messages: Sequence[BaseMessage]) -> int:
    """A conservative estimate of the tokens."""
    size = sum(len(message.text.encode()) for message in messages)
    return int(size / BYTES_PER_TOKEN) + TEMPLATE_TOKENS


def as_json(messages: Sequence[BaseMessage]) -> list[dict[str, str]]:
    """The messages in the format of /apply-template."""
    return [{"role": _role(message), "content": message.text} for message in messages]


def _role(message: BaseMessage) -> str:
    if isinstance(message, AIMessage):
        return "assistant"
    return "system" if isinstance(message, SystemMessage) else "user"
