"""A turn in the format of OpenAI's chat completions."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from agent.errors import NotFound
from agent.mentor import Mentor
from agent.turns.run import Ask, Run
from agent.types import Done, Usage
from api.chat_tasks.task import Task, task_in
from api.http_errors import InvalidParameter, openai_body
from api.openai_format.answer_cut import Cut
from api.openai_format.attachments import answer_in, question_in
from api.openai_format.parameters import CompletionRequest
from api.openai_format.sources import Sources, numbered_in
from api.openai_format.types import Choice, Completion, PromptDetails, Reply, Tokens

MODEL = "mentor"


def courses_of(model: str) -> list[str]:
    """The courses in a model's name; empty for all. Raises `NotFound` for other models."""
    name, _, course = model.partition("/")
    if name != MODEL:
        raise NotFound(f"There is no model {model!r}.", "GET /v1/models lists them.")
    return [course] if course else []


def ask_of(body: CompletionRequest, user: str) -> Ask:
    """The last message as question, with the client's earlier exchanges.

    A history may begin with an answer, and have questions without answers or with several answers,
    of which the last one counts.
    """
    messages = [(m.role, m.text) for m in body.messages if m.role in ("user", "assistant")]
    if not messages or messages[-1][0] != "user":
        raise InvalidParameter(
            "The last message must have the role user.",
            "Put the question in the last message.",
            "messages",
        )
    earlier: dict[int, tuple[str, str]] = {}
    asked, number = "", 0
    for role, text in messages[:-1]:
        if role == "user":
            asked, number = question_in(text), number + 1
        elif asked and text.strip():
            earlier[number] = (asked, answer_in(text))
    question = question_in(messages[-1][1])
    if not question.strip():
        raise InvalidParameter("The last message has no text.", "Write a question.", "messages")
    return Ask(
        question, courses=courses_of(body.model), user=user, earlier=[*earlier.values()], keep=False
    )


def task_of(body: CompletionRequest) -> Task | None:
    """The task in a request; None for a question."""
    last = body.messages[-1]
    if last.role not in ("user", "system", "developer"):
        return None
    instructions = [m.text for m in body.messages[:-1] if m.role in ("system", "developer")]
    schema = (body.response_format or {}).get("json_schema", {}).get("schema")
    return task_in(last.text, instructions, schema if isinstance(schema, dict) else None)


@dataclass(frozen=True, slots=True)
class Replying:
    """The options of a reply."""

    mentor: Mentor
    body: CompletionRequest
    site: str  # prefix of the links

    @property
    def sources(self) -> Sources:
        """Writes the citations, beside those of files that the client sends along."""
        return Sources(self.site, numbered_in([message.text for message in self.body.messages]))

    def cut(self) -> Cut:
        """Cuts the answer at the request's limits."""
        offsets = self.mentor.embeddings.tokenize_offsets
        return Cut(offsets, self.body.most_tokens, self.body.stops)

    def tokens(self, content: str, used: Usage | None = None) -> Tokens:
        """The tokens used, counted by the language model, or here without one."""
        if used and used["llm_calls"]:
            asked, written = used["prompt_tokens"], used["completion_tokens"]
            cached = PromptDetails(cached_tokens=used["cached_tokens"])
            return _sum(asked, written) | Tokens(prompt_tokens_details=cached)  # type: ignore[typeddict-item]
        count = self.mentor.embeddings.tokenize_offsets
        return _sum(len(count(self.body.prompt)), len(count(content)))


def complete(replying: Replying, content: str, run: Run | None = None) -> Completion:
    """A complete answer, cut at the request's limits."""
    cut = replying.cut()
    cut.take(content, last=True)
    used = run.done["usage"] if run and run.done else None
    reply = Reply(role="assistant", content=cut.text, refusal=None)
    choice = Choice(index=0, message=reply, logprobs=None, finish_reason=cut.reason)
    return Completion(
        id=_id(run),
        object="chat.completion",
        created=int(time.time()),
        model=replying.body.model,
        choices=[choice],
        usage=replying.tokens(cut.text, used),
    )


async def chunks(
    replying: Replying, pieces: AsyncGenerator[str], run: Run | None = None
) -> AsyncGenerator[bytes]:
    """A streamed answer, as server-sent events in OpenAI's format; a cut stops the run."""
    cut = replying.cut()
    frames = _Frames(_id(run), int(time.time()), replying.body)
    yield frames.delta({"role": "assistant", "content": ""})
    async with aclosing(pieces):
        async for piece in pieces:
            if text := cut.take(piece):
                yield frames.delta({"content": text})
            if cut.full:
                break
    if run and cut.full:
        await replying.mentor.answering.runs.stop(run)
    elif run and run.error:
        yield _data({"error": openai_body(run.error)})
        yield b"data: [DONE]\n\n"
        return
    if rest := cut.take("", last=True):
        yield frames.delta({"content": rest})
    yield frames.delta({}, cut.reason)
    if replying.body.wants_usage:
        used = run.done["usage"] if run and run.done else None
        yield frames.usage(replying.tokens(cut.text, used))
    yield b"data: [DONE]\n\n"


async def pieces_of(mentor: Mentor, run: Run, sources: Sources) -> AsyncGenerator[str]:
    """The words of a run as they are written, then its sources."""
    async with aclosing(mentor.answering.runs.follow(run)) as events:
        async for new in events:
            if text := "".join(sources.piece(t.data) for t in new if t.name == "token"):
                yield text
    if done := run.done:
        if done["answer"] != run.streamed.strip():
            yield f"\n\n{sources.answer(done['answer'], done['citations'])}"
        yield sources.listed(done["citations"])


async def one_piece(text: str) -> AsyncGenerator[str]:
    """A complete text as a single piece."""
    yield text


def content_of(done: Done, sources: Sources) -> str:
    """A whole answer with its sources."""
    citations = done["citations"]
    return sources.answer(done["answer"], citations) + sources.listed(citations)


@dataclass(frozen=True, slots=True)
class _Frames:
    """The chunks of one streamed answer."""

    id: str
    created: int
    body: CompletionRequest

    def delta(self, delta: dict[str, str], reason: str | None = None) -> bytes:
        """A chunk with new text of the answer, or the reason of its end."""
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}
        usage = {"usage": None} if self.body.wants_usage else {}
        return _data(self._chunk([choice]) | usage)

    def usage(self, tokens: Tokens) -> bytes:
        """The last chunk, if the client requests it."""
        return _data(self._chunk([]) | {"usage": tokens})

    def _chunk(self, choices: list[dict[str, Any]]) -> dict[str, Any]:
        return {
            "id": self.id,
            "object": "chat.completion.chunk",
            "created": self.created,
            "model": self.body.model,
            "choices": choices,
        }


def _sum(asked: int, written: int) -> Tokens:
    return Tokens(prompt_tokens=asked, completion_tokens=written, total_tokens=asked + written)


def _id(run: Run | None) -> str:
    return f"chatcmpl-{run.id if run else uuid4().hex}"


def _data(value: object) -> bytes:
    return f"data: {json.dumps(value, ensure_ascii=False)}\n\n".encode(errors="replace")
