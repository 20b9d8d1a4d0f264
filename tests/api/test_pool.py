"""The service over two model servers, one of which is killed and comes back."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path
from typing import Any

import httpx

from tests.api.test_service import copy_of
from tests.servers.fake_openai import FakeOpenAI, Reply
from tests.servers.reply import Body
from tests.service import serving

TURNS = 12


def answer(body: Body) -> Reply:
    if "response_format" in body:
        return Reply("not a verdict")  # a computed one takes its place
    return Reply("A tuple is an immutable sequence of values [1].")


async def asked(client: httpx.AsyncClient, conversation: str | None = None) -> dict[str, Any]:
    body = {"message": "What is a tuple?", "course": "intro-python"}
    if conversation:
        body["conversation_id"] = conversation
    reply = await client.post("/api/chat", json=body)
    assert reply.status_code == 200, reply.text
    done: dict[str, Any] = reply.json()
    return done


def wrote(done: dict[str, Any]) -> dict[str, Any]:
    return next(step["detail"] for step in done["trace"] if step["node"] == "generate")


async def stop(client: httpx.AsyncClient, server: FakeOpenAI, conversation: str) -> None:
    """Ask, and stop the answer while this server writes it."""
    server.script.extend([Reply("not a verdict"), Reply("A tuple ", asyncio.Event())])
    asked = len(server.requests)
    body = {"message": "What is a tuple?", "stream": True, "conversation_id": conversation}
    async with client.stream("POST", "/api/chat", json=body) as reply:
        lines = (line async for line in reply.aiter_lines() if line.startswith("data: "))
        run = json.loads((await anext(lines))[6:])["run_id"]
        await server.requested(asked + 2)
        await server.streams_become(1)
        stopped = await client.post(f"/api/runs/{run}/cancel")
        assert stopped.json()["status"] == "stopped"
    await server.streams_become(0)


async def up(client: httpx.AsyncClient, place: str) -> float:
    text = (await client.get("/metrics")).text
    found = re.search(rf'mentor_model_up{{server="{place}"}} ([\d.]+)', text)
    assert found
    return float(found[1])


async def test_a_killed_model_server_is_not_seen_and_comes_back(
    sample_data: Path, tmp_path: Path
) -> None:
    data = copy_of(sample_data, tmp_path)
    never = asyncio.Event()
    async with FakeOpenAI(model="same") as one, FakeOpenAI(model="same") as two:
        one.otherwise, two.otherwise = (lambda _: Reply(never)), answer
        place = one.base_url.removeprefix("http://")
        service = serving(data, llm_base_url=f"{one.base_url}/v1 {two.base_url}/v1")
        running = await asyncio.to_thread(service.__enter__)
        try:
            async with (
                httpx.AsyncClient(base_url=running.base_url, timeout=60, trust_env=False) as client,
                asyncio.timeout(60),
            ):
                turns = [asyncio.create_task(asked(client)) for _ in range(TURNS)]
                await one.requested(2)  # both of its slots have a turn, and no word of it
                await one.__aexit__()
                answers = await asyncio.gather(*turns)
                assert [done["status"] for done in answers] == ["answered"] * TURNS
                assert {wrote(done)["server"] for done in answers} == {two.base_url[7:]}
                moved = [done for done in answers if place in str(done["trace"])]
                assert len(moved) == 2
                assert "instead_of" not in wrote(moved[0])  # it was the grading that moved
                assert (await client.get("/health/ready")).status_code == 200
                assert await up(client, place) == 0
                port = int(place.rpartition(":")[2])
                async with FakeOpenAI(model="same", port=port) as again:
                    again.otherwise = answer
                    while not await up(client, place):
                        pass  # it is looked for once a second
                    while not again.requests:
                        done = await asked(client)
                    assert wrote(done)["server"] == place
                    then = await asked(client, done["conversation_id"])
                    assert wrote(then)["server"] == place
                    await stop(client, again, done["conversation_id"])
                    assert two.open_streams == 0
        finally:
            await asyncio.to_thread(service.__exit__, None, None, None)
