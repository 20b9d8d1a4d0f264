"""The chunks of a model's stream, and the server that they come from."""

from __future__ import annotations

import asyncio

import pytest

from agent.errors import ModelUnavailable
from agent.llm.server import ModelServer
from agent.llm.stream_chunks import ChunkReader
from tests.servers.fake_openai import FakeOpenAI, Reply
from tests.servers.reply import Body

STREAM = (
    b': a comment\r\n\r\ndata: {"a": "caf\xc3\xa9 \xe2\x80\xa8 x"}\n\n'
    b'event: x\ndata:{"b": 1}\r\n\r\n'
    b"data: [DONE]\n\n"
)
FOUND = [{"a": "caf\u00e9 \u2028 x"}, {"b": 1}]


@pytest.mark.parametrize("size", [1, 2, 3, 7, len(STREAM)])
def test_they_are_the_same_wherever_the_stream_is_cut(size: int) -> None:
    reader = ChunkReader()
    found = []
    for at in range(0, len(STREAM), size):
        found += reader.feed(STREAM[at : at + size])
    assert found + reader.flush() == FOUND


@pytest.mark.parametrize("line", [b"data: {", b"data: [1]", b"data: \xff{}"])
def test_a_body_that_is_no_object_is_an_error(line: bytes) -> None:
    reader = ChunkReader()
    assert reader.feed(line) == []
    with pytest.raises(ValueError, match=r"."):
        reader.flush()


async def text_of(server: FakeOpenAI) -> str:
    client = ModelServer(f"{server.base_url}/v1")
    body: Body = {"messages": [], "stream_options": {"include_usage": True}}
    try:
        return "".join(
            [
                choice["delta"].get("content") or ""
                async for chunk in client.stream(body, patience=5)
                for choice in chunk["choices"]
            ]
        )
    finally:
        await client.close()


async def test_a_server_that_is_busy_once_is_asked_again() -> None:
    async with FakeOpenAI() as server:
        server.script.extend([Reply(status=503), Reply("A tuple.")])
        assert await text_of(server) == "A tuple."
        assert len(server.requests) == 2


async def test_a_request_that_is_refused_is_not_repeated() -> None:
    async with FakeOpenAI() as server:
        server.script.append(Reply(status=400, error={"message": "too many\ntokens"}))
        with pytest.raises(ModelUnavailable, match="status 400 too many tokens"):
            await text_of(server)
        assert len(server.requests) == 1


async def test_more_than_a_hundred_streams_are_open_at_once() -> None:
    gate = asyncio.Event()
    async with FakeOpenAI() as server:
        server.otherwise = lambda _: Reply("A ", gate, "tuple.")
        client = ModelServer(f"{server.base_url}/v1")
        streams = [client.stream({"messages": []}, patience=20) for _ in range(120)]
        await asyncio.gather(*(anext(stream) for stream in streams))
        assert server.open_streams == 120
        await asyncio.gather(*(stream.aclose() for stream in streams))
        await server.streams_become(0)
        await client.close()
