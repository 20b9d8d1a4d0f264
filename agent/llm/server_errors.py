"""What is said where the language model's server does not answer, and whose fault that is."""

from __future__ import annotations

import json

from agent.errors import ModelUnavailable

FIX = (
    "Start it (make llama, then make run with a GGUF under data/models/), correct "
    "MENTOR_LLM_BASE_URL, or unset it to go on with quotes only."
)
OUR_FAULT = (400, 413, 414, 422)
"""What a server answers that is well, to a request that every other would refuse as well."""
LONGEST_REASON = 300  # characters of what it says was wrong


class NotThere(ModelUnavailable):
    """The server answers, and has no such call."""


class Slow(ModelUnavailable):
    """The server did not answer in time; it may be at work."""


class Refused(ModelUnavailable):
    """The server answers, and not this request: there is no use in asking another."""


def unanswered(reason: str, kind: type[ModelUnavailable] = ModelUnavailable) -> ModelUnavailable:
    """The error for a request that was not answered."""
    return kind(f"The language model did not answer: {reason}", FIX)


def refused(status: int, body: bytes) -> ModelUnavailable:
    """The error for an answer of another status than 200, with what it says."""
    try:
        told = json.loads(body)
    except ValueError:
        told = None
    reason = said(told["error"]) if isinstance(told, dict) and told.get("error") else ""
    return unanswered(f"status {status} {reason}".strip(), kind_of(status))


def kind_of(status: int | None) -> type[ModelUnavailable]:
    """The error of a status."""
    return Refused if status in OUR_FAULT else ModelUnavailable


def said(error: object) -> str:
    """The words of an error object, on one line."""
    message = error.get("message") if isinstance(error, dict) else error
    return " ".join(str(message).split())[:LONGEST_REASON]
