"""A prompt as a model's server is asked about it, and how long it is where nobody can count."""

from __future__ import annotations

from collections.abc import Sequence

from langchain_core.messages import BaseMessage, SystemMessage

BYTES_PER_TOKEN = 3.0
"""Where there is no tokenizer to ask; English prose has about 4, code and Chinese about 3."""
TEMPLATE_TOKENS = 64
"""What a chat template adds, where it cannot be asked."""


def estimate(messages: Sequence[BaseMessage]) -> int:
    """Its tokens, rather too many than too few."""
    size = sum(len(message.text.encode()) for message in messages)
    return int(size / BYTES_PER_TOKEN) + TEMPLATE_TOKENS


def as_json(messages: Sequence[BaseMessage]) -> list[dict[str, str]]:
    """Its messages as /apply-template takes them."""
    return [{"role": _role(message), "content": message.text} for message in messages]


def _role(message: BaseMessage) -> str:
    return "system" if isinstance(message, SystemMessage) else "user"
