"""The registry of reasoners: MENTOR_REASONER names the one in use."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from agent.compose.llm_parts import open_llm_reasoner
from agent.errors import InvalidSettings
from agent.settings import Settings

if TYPE_CHECKING:
    from agent.llm.pool import ModelPool
    from agent.reasoner import Reasoner
    from agent.search.vocabulary import Vocabulary

# Imports inside the functions: the language model's client alone takes 2 s.


@dataclass(frozen=True, slots=True)
class ReasonerParts:
    """What a reasoner may be made of."""

    settings: Settings
    vocabulary: Callable[[], Vocabulary]
    """The words of the index as it is now."""
    pool: Callable[[], Awaitable[ModelPool]]
    """Opens the servers of the language model; raises `InvalidSettings` where none is set."""


async def extractive(parts: ReasonerParts) -> Reasoner:
    """Quotes the materials, without a language model."""
    from agent.reasoners.extractive import ExtractiveReasoner

    return ExtractiveReasoner(parts.vocabulary)


async def llm(parts: ReasonerParts) -> Reasoner:
    """Asks the language model; computes where its output is unusable."""
    pool, fallback = await parts.pool(), await extractive(parts)
    return await open_llm_reasoner(parts.settings, pool, fallback)


REASONERS: dict[str, Callable[[ReasonerParts], Awaitable[Reasoner]]] = {
    "extractive": extractive,
    "llm": llm,
}


def reasoner_name(settings: Settings) -> str:
    """Which reasoner the settings choose; raises `InvalidSettings` for one that is unknown."""
    name = settings.reasoner or ("llm" if settings.llm_base_url else "extractive")
    if name not in REASONERS:
        raise InvalidSettings(
            f"MENTOR_REASONER: there is no reasoner {name!r}.",
            f"Name one of these: {', '.join(REASONERS)}.",
        )
    return name
