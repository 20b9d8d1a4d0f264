"""The first prompt, which nobody waits for."""

from __future__ import annotations

import asyncio

import pytest

from agent.errors import ModelUnavailable
from agent.llm.pool import ModelPool
from agent.llm.server import ModelServer
from agent.llm.warm_up import WarmUp
from deploy.llama.llama_server import RunningLlama
from tests.servers.fake_openai import FakeOpenAI


async def test_it_is_sent_as_soon_as_the_server_answers(llama_server: RunningLlama) -> None:
    server = ModelServer(f"{llama_server.base_url}/v1")
    async with asyncio.timeout(60), WarmUp(ModelPool([server])) as warm_up:
        with pytest.raises(ModelUnavailable, match="first prompt"):
            warm_up.check()
        await asyncio.wait(warm_up._tasks)
        warm_up.check()
    await server.close()


async def test_while_the_server_loads_its_context_is_not_taken_for_unknown() -> None:
    async with FakeOpenAI(context=9_000) as fake:
        fake.healthy = False
        server = ModelServer(f"{fake.base_url}/v1")
        with pytest.raises(ModelUnavailable):
            await server.context()
        fake.healthy = True
        assert await server.context() == 9_000
        await server.close()


async def test_each_slot_reads_what_prompts_begin_with_and_none_is_named() -> None:
    # llama-server mixes up the answers of a named slot (evals/LOG.md)
    async with FakeOpenAI(slots=3) as fake:
        server = ModelServer(f"{fake.base_url}/v1")
        await server.warm_up()
        await server.close()
    assert len(fake.completed) == 3
    assert all("id_slot" not in body and body["n_predict"] == 1 for body in fake.completed)
