"""The registry of reasoners: MENTOR_REASONER names the one in use.

A reasoner is a module with `async def open_reasoner(parts: ReasonerParts) -> Reasoner`. It is only
imported when used: the language model's client alone takes 2 s.
"""

from __future__ import annotations

from importlib import import_module
from typing import cast

from agent.errors import InvalidSettings
from agent.reasoner import Reasoner, ReasonerParts
from agent.settings import Settings

REASONERS = {
    "extractive": "agent.reasoners.extractive",
    "llm": "agent.reasoners.llm",
}


async def open_reasoner(parts: ReasonerParts) -> Reasoner:
    """The configured reasoner; raises `InvalidSettings`."""
    module = import_module(REASONERS[reasoner_name(parts.settings)])
    return cast(Reasoner, await module.open_reasoner(parts))


def wants_model(settings: Settings) -> bool:
    """Whether a language model is used if there is one: unless another reasoner is configured."""
    return settings.reasoner != "extractive"


def reasoner_name(settings: Settings) -> str:
    """The name of the configured reasoner; raises `InvalidSettings` if it is unknown."""
    name = settings.reasoner or ("llm" if settings.llm_base_url else "extractive")
    if name not in REASONERS:
        raise InvalidSettings(
            f"MENTOR_REASONER: there is no reasoner {name!r}.",
            f"Choose one of: {', '.join(REASONERS)}.",
        )
    return name
