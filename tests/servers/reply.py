"""What the scripted server says: texts, gates that a test opens, and faults."""

from __future__ import annotations

import asyncio
import enum
from collections.abc import AsyncIterator, Mapping
from typing import Any

Body = dict[str, Any]


class Fault(enum.Enum):
    """What a reply can do besides sending text."""

    DROP = "cut the connection"
    BROKEN_JSON = "send an event that is not JSON"
    ERROR = "send an error event, as llama-server does when a running request fails"
    FOREVER = "repeat the last text until the client leaves"


Step = str | asyncio.Event | Fault
"""One piece of text, or a gate to wait at until a test sets it, or a fault."""


class Reply:
    """One scripted answer. Without `stream` in the request its text comes as one JSON object.

    `likely`: the likeliest tokens and the logarithms of their probabilities, for those who ask.
    With `status` other than 200 it is a refusal, and `error` the object under "error".
    """

    def __init__(
        self,
        *steps: Step,
        status: int = 200,
        error: Mapping[str, object] | None = None,
        cached_tokens: int = 0,
        finish_reason: str = "stop",
        likely: Mapping[str, float] | None = None,
    ) -> None:
        self.steps = steps
        self.status = status
        self.error = dict(error or {"code": status, "message": "scripted", "type": "server_error"})
        self.cached_tokens = cached_tokens
        self.finish_reason = finish_reason
        self.likely = likely


async def play(reply: Reply) -> AsyncIterator[str | Fault]:
    """The texts and faults of a reply, held up by its gates."""
    last = "again "
    for step in reply.steps:
        if isinstance(step, asyncio.Event):
            await step.wait()
        elif step is Fault.FOREVER:
            while True:
                yield last
                await asyncio.sleep(0)  # lets the client read, and leave
        else:
            last = step if isinstance(step, str) else last
            yield step


def prompt_of(body: Body) -> str:
    """The text of all messages of a request."""
    return "\n".join(str(message["content"]) for message in body["messages"])


def logprobs_of(body: Body, reply: Reply) -> Body | None:
    """The likeliest tokens in OpenAI's form, if the request asks for them."""
    if not (body.get("logprobs") and reply.likely):
        return None
    top = [{"token": token, "logprob": logprob} for token, logprob in reply.likely.items()]
    return {"content": [{**top[0], "top_logprobs": top[: body["top_logprobs"]]}]}


def usage_of(body: Body, reply: Reply, completion: int) -> Body:
    """Token counts, a word being a token, as llama-server gives them."""
    prompt = len(prompt_of(body).split())
    return {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
        "prompt_tokens_details": {"cached_tokens": reply.cached_tokens},
    }
