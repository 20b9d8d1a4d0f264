"""What is put to a model's server while it is measured, and the rows that it is measured with."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
from langchain_core.messages import BaseMessage

from agent.errors import ModelUnavailable

if TYPE_CHECKING:
    from agent.reasoners.llm.one_word import Words


def read_rows(file: Path) -> list[dict[str, Any]]:
    """The objects of a file with one in each line."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def post(client: httpx.Client, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """The reply; empty if the server refuses the request, for example because it is too long."""
    try:
        asked = client.post(path, json=body)
        reply = {} if asked.is_client_error else asked.raise_for_status().json()
    except (httpx.HTTPError, ValueError) as error:
        raise ModelUnavailable(
            f"The model server did not answer while it was measured: {error}.",
            "Run make model again; see data/logs/measuring.log.",
        ) from error
    return dict(reply)


def odds(client: httpx.Client, words: Words, messages: Sequence[BaseMessage]) -> float | None:
    """The log odds of the first word as the reply; None if the server does not tell them."""
    from agent.llm.client import LIKELIEST, log_odds  # takes a second
    from agent.llm.prompt_size import as_json

    body = {
        "messages": as_json(messages),
        "temperature": 0,
        "max_tokens": 1,
        "logprobs": True,
        "top_logprobs": LIKELIEST,
    }
    reply = post(client, "/v1/chat/completions", body)
    try:
        first = reply["choices"][0]["logprobs"]["content"][0]["top_logprobs"]
        return log_odds({each["token"]: float(each["logprob"]) for each in first}, words)
    except (ValueError, KeyError, TypeError, IndexError):
        return None
