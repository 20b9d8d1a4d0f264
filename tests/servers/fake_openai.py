"""An OpenAI-compatible server that answers by script, over real HTTP, in the test's event loop.

    async with FakeOpenAI() as server:
        gate = asyncio.Event()
        server.script.append(Reply("Lists ", gate, "keep order [1]."))
        ...  # the client has "Lists " and waits
        gate.set()

It speaks as llama-server does: `/v1/chat/completions` (stream or not), `/v1/models`, `/health`,
`/props`, `/slots`, `/tokenize`, `/apply-template`, `/completion`. A token is a word.
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, Self

from tests.servers.reply import (
    Body,
    Fault,
    Reply,
    Step,
    logprobs_of,
    play,
    prompt_of,
    usage_of,
)
from tests.servers.wire import read_request, write_body, write_event, write_head, write_json

__all__ = ["FakeOpenAI", "Fault", "Reply"]


class FakeOpenAI:
    """The server; an async context manager. `script` is used up in order, then `otherwise` asked.

    `requests` records the bodies of the chat requests. A request that nothing answers gets 500.
    With `vllm` it tells what vLLM tells: models, health, and in /metrics how busy it is.
    """

    def __init__(
        self,
        *,
        model: str = "scripted",
        context: int = 4096,
        slots: int = 2,
        port: int = 0,
        vllm: bool = False,
    ) -> None:
        self.model = model
        self.context = context
        self.slots = slots
        self.script: deque[Reply] = deque()
        self.otherwise: Callable[[Body], Reply] | None = None
        self.requests: list[Body] = []
        self.described: list[str] = []  # paths of the requests that were not chat
        self.completed: list[Body] = []  # requests to llama-server's own completion
        self.open_streams = 0
        self.healthy = True
        self.others = 0  # requests of other clients that it says it works on
        self._port = port
        self._vllm = vllm
        self.base_url = ""
        self._changed = asyncio.Condition()
        self._connections: set[asyncio.Task[None]] = set()
        self._failures: list[BaseException] = []

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", self._port)
        port = self._server.sockets[0].getsockname()[1]
        self.base_url = f"http://127.0.0.1:{port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for connection in self._connections:
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
        await self._server.wait_closed()
        if self._failures:
            raise self._failures[0]

    async def requested(self, count: int) -> None:
        """Return when that many chat requests have come in all."""
        async with self._changed:
            await self._changed.wait_for(lambda: len(self.requests) >= count)

    async def streams_become(self, count: int) -> None:
        """Return when that many chat requests are being answered."""
        async with self._changed:
            await self._changed.wait_for(lambda: self.open_streams == count)

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = asyncio.create_task(self._serve(reader, writer))
        self._connections.add(connection)
        connection.add_done_callback(self._disconnected)

    def _disconnected(self, connection: asyncio.Task[None]) -> None:
        self._connections.discard(connection)
        if not connection.cancelled() and (failure := connection.exception()):
            self._failures.append(failure)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            path, body = await read_request(reader)
            if path == "/metrics" and self._vllm:
                self.described.append(path)
                write_body(writer, 200, self._metrics().encode())
                return
            if path != "/v1/chat/completions":
                write_json(writer, *self._describe(path, body))
                return
            await _until_client_leaves(reader, self._chat(body, writer))
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the client has left
        finally:
            writer.close()

    async def _chat(self, body: Body, writer: asyncio.StreamWriter) -> None:
        self.requests.append(body)
        await self._count(+1)
        try:
            reply = self._next_reply(body)
            if reply.status != 200:
                write_json(writer, reply.status, {"error": reply.error})
            elif body.get("stream"):
                await self._stream(reply, body, writer)
            else:
                await self._whole(reply, body, writer)
            await writer.drain()
        finally:
            await self._count(-1)

    def _next_reply(self, body: Body) -> Reply:
        if self.script:
            return self.script.popleft()
        if self.otherwise:
            return self.otherwise(body)
        return Reply(status=500, error={"code": 500, "message": "nothing more is scripted"})

    async def _stream(self, reply: Reply, body: Body, writer: asyncio.StreamWriter) -> None:
        write_head(writer, 200, "text/event-stream", "Transfer-Encoding: chunked")
        write_event(writer, self._chunk({"role": "assistant", "content": None}))
        sent = 0
        async for step in play(reply):
            if step is Fault.DROP:
                await writer.drain()
                writer.transport.abort()
                return
            write_event(writer, self._event(step, logprobs_of(body, reply)))
            await writer.drain()
            sent += isinstance(step, str)
        write_event(writer, self._chunk({}, reply.finish_reason))
        if body.get("stream_options", {}).get("include_usage"):
            usage = {"choices": [], "usage": usage_of(body, reply, sent)}
            write_event(writer, json.dumps(self._envelope("chat.completion.chunk") | usage))
        write_event(writer, "[DONE]")
        writer.write(b"0\r\n\r\n")

    def _event(self, step: Step, logprobs: Body | None) -> str:
        if step is Fault.ERROR:
            return json.dumps(
                {"error": {"code": 500, "message": "scripted", "type": "server_error"}}
            )
        if step is Fault.BROKEN_JSON:
            return '{"choices": ['
        return self._chunk({"content": step}, logprobs=logprobs)

    async def _whole(self, reply: Reply, body: Body, writer: asyncio.StreamWriter) -> None:
        steps = [step async for step in play(reply)]
        if Fault.DROP in steps:
            writer.transport.abort()
            return
        if Fault.BROKEN_JSON in steps:
            write_body(writer, 200, b'{"choices": [')
            return
        pieces = [step for step in steps if isinstance(step, str)]
        message = {"role": "assistant", "content": "".join(pieces)}
        choice = {"index": 0, "message": message, "finish_reason": reply.finish_reason}
        choice |= {"logprobs": logprobs} if (logprobs := logprobs_of(body, reply)) else {}
        usage = usage_of(body, reply, len(pieces))
        answer = self._envelope("chat.completion") | {"choices": [choice], "usage": usage}
        write_json(writer, 200, answer)

    def _chunk(
        self,
        delta: Mapping[str, object],
        finish_reason: str | None = None,
        logprobs: Body | None = None,
    ) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
        choice |= {"logprobs": logprobs} if logprobs else {}
        return json.dumps(self._envelope("chat.completion.chunk") | {"choices": [choice]})

    def _envelope(self, kind: str) -> Body:
        return {
            "id": f"chatcmpl-{len(self.requests)}",
            "object": kind,
            "created": 0,
            "model": self.model,
        }

    def _describe(self, path: str, body: Body) -> tuple[int, Body]:
        self.described.append(path)
        loading = {"error": {"code": 503, "message": "Loading model", "type": "unavailable_error"}}
        if not self.healthy:
            return 503, loading
        listed = {"id": self.model, "object": "model", "meta": {"n_ctx": self.context}}
        if self._vllm:
            listed["max_model_len"] = self.context
        props = {
            "default_generation_settings": {"n_ctx": self.context},
            "total_slots": self.slots,
            "model_alias": self.model,
        }
        answers: dict[str, Callable[[], Any]] = {
            "/health": lambda: {"status": "ok"},
            "/v1/models": lambda: {"object": "list", "data": [listed]},
            "/props": lambda: props,
            "/slots": lambda: [
                {"id": n, "n_ctx": self.context, "is_processing": n < self.busy}
                for n in range(self.slots)
            ],
            "/tokenize": lambda: {"tokens": list(range(len(body["content"].split())))},
            "/apply-template": lambda: {"prompt": prompt_of(body)},
            "/completion": lambda: self.completed.append(body) or {"content": ""},
        }
        if self._vllm:
            answers = {path: answers[path] for path in ("/health", "/v1/models")}
        if path not in answers:
            return 404, {"error": {"code": 404, "message": "File Not Found"}}
        return 200, answers[path]()

    @property
    def busy(self) -> int:
        """The requests that it says it works on."""
        return self.open_streams + self.others

    def _metrics(self) -> str:
        name = f'{{engine="0",model_name="{self.model}"}}'
        gauges = {"running": min(self.busy, self.slots), "waiting": max(0, self.busy - self.slots)}
        lines = [
            f"# TYPE vllm:num_requests_{kind} gauge\nvllm:num_requests_{kind}{name} {count:.1f}\n"
            for kind, count in gauges.items()
        ]
        return "".join(lines)

    async def _count(self, change: int) -> None:
        self.open_streams += change
        async with self._changed:
            self._changed.notify_all()


async def _until_client_leaves(
    reader: asyncio.StreamReader, answering: Coroutine[Any, Any, None]
) -> None:
    answer, left = asyncio.create_task(answering), asyncio.create_task(reader.read())
    try:
        await asyncio.wait([answer, left], return_when=asyncio.FIRST_COMPLETED)
    finally:
        answer.cancel()
        left.cancel()
        await asyncio.gather(answer, left, return_exceptions=True)
    if not answer.cancelled():
        answer.result()  # raises what went wrong in the script
