"""What the program relies on in llama-server, shown on the real one with a tiny random model."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from deploy.llama.build_cache import LlamaServer
from tests.servers.fixtures import CONTEXT, SLOTS, start_random_llama

Body = dict[str, Any]
PASSAGES = "[1] A list keeps its items in order. [2] A dict maps keys to values. " * 20


def prompt(question: str, system: str = "You are a mentor.", **options: object) -> Body:
    messages = [{"role": "system", "content": system}, {"role": "user", "content": question}]
    return {"messages": messages, "max_tokens": 16, "temperature": 0, **options}


async def complete(client: httpx.AsyncClient, body: Body) -> Body:
    answer = await client.post("/v1/chat/completions", json=body)
    assert answer.status_code == 200, answer.text
    parsed: Body = answer.json()
    return parsed


@asynccontextmanager
async def streaming(client: httpx.AsyncClient, body: Body) -> AsyncIterator[AsyncIterator[Body]]:
    async with client.stream("POST", "/v1/chat/completions", json=body | {"stream": True}) as reply:
        assert reply.status_code == 200
        yield events(reply)


async def events(reply: httpx.Response) -> AsyncIterator[Body]:
    async for line in reply.aiter_lines():
        if line.startswith("data: {"):
            yield json.loads(line.removeprefix("data: "))


async def slots_become(client: httpx.AsyncClient, busy: int) -> None:
    """Ask until that many slots are busy; the test's own time limit is the bound."""
    while True:
        slots = (await client.get("/slots")).json()
        if sum(slot["is_processing"] for slot in slots) == busy:
            return


async def test_says_what_a_request_may_use(llama_client: httpx.AsyncClient) -> None:
    props = (await llama_client.get("/props")).json()
    assert props["default_generation_settings"]["n_ctx"] == CONTEXT
    assert props["total_slots"] == SLOTS
    listed = (await llama_client.get("/v1/models")).json()["data"]
    assert [(model["id"], model["meta"]["n_ctx"]) for model in listed] == [("random-113", CONTEXT)]


async def test_counts_tokens_as_a_request_will(llama_client: httpx.AsyncClient) -> None:
    body = prompt("What is a list? é")
    templated = (await llama_client.post("/apply-template", json=body)).json()["prompt"]
    counted = (await llama_client.post("/tokenize", json={"content": templated})).json()["tokens"]
    usage = (await complete(llama_client, body))["usage"]
    assert usage["prompt_tokens"] == len(counted)
    assert usage["completion_tokens"] == 16


async def test_streams_the_text_of_the_whole_answer(llama_client: httpx.AsyncClient) -> None:
    body = prompt("Stream, please", stream_options={"include_usage": True})
    async with streaming(llama_client, body) as chunks:
        seen = [chunk async for chunk in chunks]
    text = [choice["delta"].get("content") or "" for chunk in seen for choice in chunk["choices"]]
    whole = await complete(llama_client, prompt("Stream, please"))
    assert "".join(text) == whole["choices"][0]["message"]["content"]
    assert len(list(filter(None, text))) == 16
    assert seen[-1]["choices"] == []
    assert seen[-1]["usage"]["completion_tokens"] == 16
    assert seen[-1]["usage"]["total_tokens"] == whole["usage"]["total_tokens"]


@pytest.mark.parametrize("count", [1, 3, 12])
async def test_a_schema_forces_valid_json(llama_client: httpx.AsyncClient, count: int) -> None:
    numbers = {"type": "integer", "minimum": 1, "maximum": count}
    schema = {
        "type": "object",
        "properties": {
            "answerable": {"type": "boolean"},
            "relevant": {"type": "array", "items": numbers, "maxItems": count},
        },
        "required": ["answerable", "relevant"],
        "additionalProperties": False,
    }
    wanted = {"type": "json_schema", "json_schema": {"name": "grades", "schema": schema}}
    body = prompt("Which help?", max_tokens=150, response_format=wanted)
    choice = (await complete(llama_client, body))["choices"][0]
    assert choice["finish_reason"] == "stop"
    assert json.loads(choice["message"]["content"]) == {"answerable": True, "relevant": [1]}


async def test_a_shared_beginning_is_read_once(llama_client: httpx.AsyncClient) -> None:
    first = await complete(llama_client, prompt("Grade them.", system=PASSAGES))
    second = await complete(llama_client, prompt("Now answer.", system=PASSAGES))
    assert first["usage"]["prompt_tokens_details"]["cached_tokens"] < 100
    assert second["usage"]["prompt_tokens_details"]["cached_tokens"] > len(PASSAGES)
    assert (
        second["timings"]["cache_n"] + second["timings"]["prompt_n"]
        == (second["usage"]["prompt_tokens"])
    )


async def test_two_requests_are_served_at_once(llama_client: httpx.AsyncClient) -> None:
    endless = prompt("Go on and on", max_tokens=CONTEXT)
    async with streaming(llama_client, endless) as one, streaming(llama_client, endless) as two:
        await asyncio.gather(anext(one), anext(two))
        await slots_become(llama_client, busy=2)
    await slots_become(llama_client, busy=0)


async def test_leaving_a_stream_frees_its_slot(llama_client: httpx.AsyncClient) -> None:
    async with streaming(llama_client, prompt("Never ends", max_tokens=CONTEXT)) as chunks:
        await anext(chunks)
        await slots_become(llama_client, busy=1)
    async with asyncio.timeout(30):
        await slots_become(llama_client, busy=0)


async def test_progress_of_reading_is_streamed(llama_client: httpx.AsyncClient) -> None:
    """So the stream is open from the start, and a client that leaves is noticed while reading."""
    body = prompt("x" * 5000, return_progress=True, cache_prompt=False)
    async with streaming(llama_client, body) as chunks:
        progress = [
            chunk["prompt_progress"] async for chunk in chunks if "prompt_progress" in chunk
        ]
    assert progress[0]["processed"] == 0
    assert progress[-1]["processed"] == progress[-1]["total"] > 5000


@pytest.mark.parametrize("stream", [False, True])
async def test_a_prompt_that_is_too_long_is_refused_with_its_size(
    llama_client: httpx.AsyncClient, stream: bool
) -> None:
    body = prompt("x" * CONTEXT, stream=stream)
    answer = await llama_client.post("/v1/chat/completions", json=body)
    error = answer.json()["error"]
    assert (answer.status_code, error["type"]) == (400, "exceed_context_size_error")
    assert error["n_prompt_tokens"] > error["n_ctx"] == CONTEXT


async def test_an_answer_that_fills_the_context_is_cut(
    llama_program: LlamaServer, tmp_path: Path
) -> None:
    with start_random_llama(llama_program, tmp_path, seed=1, slots=1, context=512) as running:
        async with httpx.AsyncClient(base_url=running.base_url, trust_env=False) as client:
            answer = await complete(client, prompt("Never ends", max_tokens=5000))
    assert answer["choices"][0]["finish_reason"] == "length"
    assert answer["usage"]["total_tokens"] == 512
