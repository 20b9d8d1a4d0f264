"""Rarely changed options of the language model, `MENTOR_LLM_OPTIONS="name=value name=value"`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from agent.named_values import NamedValues, reading


class LlmOptions(NamedValues):
    """Options of the language model; what is not set is measured or read from the server."""

    grade: Literal["model", "computed"] | None = None
    """Who decides which passages help; by default whoever was measured to be better."""
    judge: Literal["model", "computed"] | None = None
    """Who has the last word on whether what would be quoted answers the question; the model only if
    it was measured to tell such texts apart."""
    rewrite: Literal["model", "computed"] | None = None
    """Who finds other words to search for; by default as `grade`."""
    write: Literal["model", "mixed", "computed"] | None = None
    """Who writes: `mixed` shows the computed answer and below it what the model adds; by default
    as measured."""
    release: Literal["checked", "streamed"] = "checked"
    """When a model's words are shown: each sentence once it is checked, or each word as it is
    written, checked when the answer ends (for measuring, and for large models that are trusted)."""
    verify: Literal["computed", "model"] = "computed"
    """Who checks the answer against the passages; `model` asks the model once more, too."""
    answer_tokens: Annotated[int, Field(ge=16)] = 512
    """Tokens of an answer, at most."""
    context: Annotated[int, Field(ge=512)] | None = None
    """Tokens per request; by default read from the server."""
    slots: Annotated[int, Field(ge=1)] | None = None
    """Concurrent requests per server; by default read from llama-server, else 1."""


read_llm_options = reading(LlmOptions, "option")
