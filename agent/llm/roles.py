"""Chat templates without a system role: its words go before the first message."""

from __future__ import annotations

import re
from collections.abc import Sequence

from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

from agent.errors import ModelUnavailable

_SYSTEM = re.compile(
    r"\bsystem\b.*\brole\b|\brole\b.*\bsystem\b|roles must alternate", re.IGNORECASE
)


def refuses_system(error: ModelUnavailable) -> bool:
    """Whether a server refused a request because of its system message."""
    return bool(_SYSTEM.search(error.message))


def as_one(messages: Sequence[BaseMessage]) -> list[BaseMessage]:
    """The messages with the system's words at the beginning of the first other one."""
    system = "\n\n".join(m.text for m in messages if isinstance(m, SystemMessage))
    others = [message for message in messages if not isinstance(message, SystemMessage)]
    if not system or not others:
        return list(messages)
    return [HumanMessage(f"{system}\n\n{others[0].text}"), *others[1:]]
