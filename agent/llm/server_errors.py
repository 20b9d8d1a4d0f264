"""Errors of the model server."""

from __future__ import annotations

import json

from agent.errors import ModelUnavailable

FIX = (
    "Start it (make llama, then make run with a GGUF under data/models/), correct "
    "MENTOR_LLM_BASE_URL, or unset it to answer with quotes only."
)
OUR_FAULT = (400, 413, 414, 422)
"""Status codes of a healthy server for requests that all others would reject as well."""
LONGEST_REASON = 300  # characters of the server's message


class NotThere(ModelUnavailable):
    """The server does not support this call."""


class Slow(ModelUnavailable):
    """The server did not answer in time; it may be busy."""


class Refused(ModelUnavailable):
    """The server rejected the request, as all others would."""


def unanswered(reason: str, kind: type[ModelUnavailable] = ModelUnavailable) -> ModelUnavailable:
    """The error for an unanswered request."""
    return kind(f"The language model did not answer: {reason}", FIX)


def refused(status: int, body: bytes) -> ModelUnavailable:
    """The error for a status other than 200, with the server's message."""
    try:
        reply = json.loads(body)
    except ValueError:
        reply = None
    reason = message_of(reply["error"]) if isinstance(reply, dict) and reply.get("error") else ""
    return unanswered(f"status {status} {reason}".strip(), kind_of(status))


def kind_of(status: int | None) -> type[ModelUnavailable]:
    """The error class for a status."""
    return Refused if status in OUR_FAULT else ModelUnavailable


def message_of(error: object) -> str:
    """The message of an error object, on one line."""
    message = error.get("message") if isinstance(error, dict) else error
    return " ".join(str(message).split())[:LONGEST_REASON]
