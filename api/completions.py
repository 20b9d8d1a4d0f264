"""A turn in the format of OpenAI's chat completions."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from agent.errors import InvalidRequest, NotFound
from agent.mentor import Mentor
from agent.turns.run import Ask, Run
from agent.types import Citation, Done
from api.schemas import CompletionMessage, CompletionRequest

MODEL = "mentor"


def ask_of(body: CompletionRequest, user: str) -> Ask:
    """The last message as question, with the earlier exchanges."""
    course = body.model.removeprefix(MODEL).removeprefix("/")
    if body.model.split("/")[0] != MODEL:
        raise NotFound(f"There is no model {body.model!r}.", "GET /v1/models lists them.")
    messages = [(m.role, _text(m)) for m in body.messages if m.role in ("user", "assistant")]
    if not messages or messages[-1][0] != "user":
        raise InvalidRequest(
            "The last message must have the role user.", "Put the question in the last message."
        )
    earlier, asked = [], ""
    for role, text in messages[:-1]:
        if role == "assistant" and asked:
            earlier.append((asked, text))
        asked = text if role == "user" else ""
    return Ask(
        messages[-1][1], courses=[course] if course else [], user=user, earlier=earlier, keep=False
    )


async def chunks(mentor: Mentor, run: Run, model: str, site: str) -> AsyncGenerator[bytes]:
    """The streamed answer and then its sources, as server-sent events in OpenAI's format."""
    yield _frame(run, model, {"role": "assistant", "content": ""})
    async with aclosing(mentor.answering.runs.follow(run)) as events:
        async for new in events:
            if text := "".join(t.data["text"] for t in new if t.name == "token"):
                yield _frame(run, model, {"content": text})
    if run.error:
        yield _data({"error": run.error.body()})
    if done := run.done:
        answer = done["answer"]
        rest = "" if answer == run.streamed.strip() else f"\n\n{answer}"
        yield _frame(run, model, {"content": rest + sources(done, site)})
        yield _frame(run, model, {}, "stop")
    yield b"data: [DONE]\n\n"


def completion(run: Run, done: Done, model: str, site: str) -> dict[str, Any]:
    """The complete answer."""
    content = done["answer"] + sources(done, site)
    usage = done["usage"]
    return _envelope(run, model, "chat.completion") | {
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": content},
                "finish_reason": "stop",
            }
        ],
        "usage": {
            "prompt_tokens": usage["prompt_tokens"],
            "completion_tokens": usage["completion_tokens"],
            "total_tokens": usage["prompt_tokens"] + usage["completion_tokens"],
        },
    }


def sources(done: Done, site: str) -> str:
    """The citations as a closing list of links; "" without citations."""
    lines = [_source(citation, site) for citation in done["citations"]]
    return "\n\nSources:\n" + "\n".join(lines) if lines else ""


def _source(citation: Citation, site: str) -> str:
    page = f", p. {citation['page']}" if citation["page"] else ""
    title = citation["title"].translate({ord(mark): None for mark in "[]"})
    return f"- [[{citation['n']}] {title}{page}]({site.rstrip('/')}{citation['url']})"


def _text(message: CompletionMessage) -> str:
    if isinstance(message.content, str):
        return message.content
    return "\n".join(str(part.get("text", "")) for part in message.content or [])


def _frame(run: Run, model: str, delta: dict[str, str], reason: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": reason}
    return _data(_envelope(run, model, "chat.completion.chunk") | {"choices": [choice]})


def _envelope(run: Run, model: str, kind: str) -> dict[str, Any]:
    now = int(time.time())
    return {"id": f"chatcmpl-{run.id}", "object": kind, "created": now, "model": model}


def _data(value: object) -> bytes:
    return f"data: {json.dumps(value, ensure_ascii=False)}\n\n".encode(errors="replace")
