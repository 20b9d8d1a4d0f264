"""Prompts to which the reply is one of two words, after examples."""

from __future__ import annotations

from collections.abc import Iterable

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

Words = tuple[str, str]
"""The reply that agrees, and the one that does not."""


def fixed_part(system: str, examples: Iterable[tuple[str, str]]) -> tuple[BaseMessage, ...]:
    """The common beginning of all prompts, which a server reads once: the examples are what was
    asked and the reply."""
    exchanges = [(HumanMessage(asked), AIMessage(reply)) for asked, reply in examples]
    return (SystemMessage(system), *(each for exchange in exchanges for each in exchange))
