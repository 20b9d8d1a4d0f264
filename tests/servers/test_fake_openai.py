"""The scripted server, as a client sees it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from tests.servers.fake_openai import FakeOpenAI, Fault, Reply
from tests.servers.reply import Body

CHAT = "/v1/chat/completions"
BODY: Body = {"messages": [{"role": "user", "content": "What is a list?"}]}
STREAM: Body = BODY | {"stream": True, "stream_options": {"include_usage": True}}


@pytest.fixture
async def server() -> AsyncIterator[FakeOpenAI]:
    async with FakeOpenAI() as running:
        yield running


@pytest.fixture
async def client(server: FakeOpenAI) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=server.base_url, trust_env=False) as made:
        yield made


async def test_replies_come_in_the_order_of_the_script(
    server: FakeOpenAI, client: httpx.AsyncClient
) -> None:
    server.script += [Reply("one", cached_tokens=3), Reply("two"), Reply(status=503)]
    first, second, third = [await client.post(CHAT, json=BODY) for _ in range(3)]
    assert first.json()["choices"][0]["message"]["content"] == "one"
    assert first.json()["usage"]["prompt_tokens"] == 4
    assert first.json()["usage"]["prompt_tokens_details"]["cached_tokens"] == 3
    assert second.json()["choices"][0]["message"]["content"] == "two"
    assert (third.status_code, third.json()["error"]["code"]) == (503, 503)
    assert server.requests == [BODY] * 3
    assert (await client.post(CHAT, json=BODY)).status_code == 500


async def test_a_gate_holds_the_stream(server: FakeOpenAI, client: httpx.AsyncClient) -> None:
    gate = asyncio.Event()
    server.script.append(Reply("Lists ", gate, "keep order."))
    async with client.stream("POST", CHAT, json=STREAM) as reply:
        lines = (line async for line in reply.aiter_lines() if line)
        assert '"role": "assistant"' in await anext(lines)
        assert '"content": "Lists "' in await anext(lines)
        assert server.open_streams == 1
        gate.set()
        rest = [line async for line in lines]
    assert '"content": "keep order."' in rest[0]
    assert '"finish_reason": "stop"' in rest[1]
    assert '"completion_tokens": 2' in rest[2]
    assert rest[3:] == ["data: [DONE]"]
    await server.streams_become(0)


async def test_knows_when_the_client_left(server: FakeOpenAI, client: httpx.AsyncClient) -> None:
    server.script += [Reply("waits", asyncio.Event()), Reply("on and on ", Fault.FOREVER)]
    for _ in range(2):
        async with client.stream("POST", CHAT, json=STREAM) as reply:
            await anext(reply.aiter_lines())
            await server.streams_become(1)
        await server.streams_become(0)


@pytest.mark.parametrize("body", [BODY, STREAM])
async def test_can_drop_the_connection(
    server: FakeOpenAI, client: httpx.AsyncClient, body: Body
) -> None:
    server.script.append(Reply("half", Fault.DROP))
    with pytest.raises(httpx.TransportError):
        await client.post(CHAT, json=body)


@pytest.mark.parametrize(
    ("fault", "seen"), [(Fault.BROKEN_JSON, 'data: {"choices": [\n'), (Fault.ERROR, '{"error":')]
)
async def test_can_send_nonsense(
    server: FakeOpenAI, client: httpx.AsyncClient, fault: Fault, seen: str
) -> None:
    server.script.append(Reply("fine so far", fault))
    assert seen in (await client.post(CHAT, json=STREAM)).text


async def test_describes_itself_like_llama_server(
    server: FakeOpenAI, client: httpx.AsyncClient
) -> None:
    assert (await client.get("/health")).json() == {"status": "ok"}
    assert (await client.get("/v1/models")).json()["data"][0]["id"] == "scripted"
    assert (await client.get("/props")).json()["default_generation_settings"]["n_ctx"] == 4096
    tokens = await client.post("/tokenize", json={"content": "three words here"})
    assert tokens.json() == {"tokens": [0, 1, 2]}
    server.healthy = False
    assert (await client.get("/health")).status_code == 503
