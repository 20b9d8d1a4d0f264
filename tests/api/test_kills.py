"""The service killed at any point of a turn: nothing that was acknowledged is lost."""

from __future__ import annotations

import asyncio
import os
import random
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests.api.test_service import copy_of
from tests.servers.fake_openai import FakeOpenAI, Reply
from tests.servers.reply import Body
from tests.service import Service, ask, events, serving

KILLS = int(os.environ.get("KILLS", "1"))
WORDS = [f"word{n} " for n in range(200)]


def answer(body: Body) -> Reply:
    if "response_format" in body:
        return Reply('{"relevant": [1]}')
    return Reply("A tuple is an ordered, immutable sequence of values [1]. ", *WORDS)


def kill_after(client: Service, count: int, conversation: str) -> tuple[str, bool]:
    """Ask, and kill the service at the given event; the run, and whether it was acknowledged."""
    run, whole = "", False
    with closing(events(client, "What is a tuple?", conversation_id=conversation)) as streamed:
        try:
            for n, event in enumerate(streamed):
                run = event["data"].get("run_id", run)
                whole = event["event"] == "done"
                if n == count:
                    client.process.kill()
                    break
        except httpx.HTTPError:
            pass
    client.process.kill()
    client.process.wait()
    return run, whole


@pytest.mark.timeout(240 + 30 * KILLS)
async def test_a_killed_service_has_lost_no_turn(sample_data: Path, tmp_path: Path) -> None:
    data = copy_of(sample_data, tmp_path)
    chance = random.Random(5)

    def run(url: str) -> None:
        conversation, acknowledged = "", []
        for kill in range(KILLS):
            with serving(data, llm_base_url=url) as client:
                more = {"conversation_id": conversation} if conversation else {}
                done = ask(client, "What is a tuple?", **more)  # the thread answers
                assert done["status"] in ("answered", "refused")
                conversation = done["conversation_id"]
                acknowledged.append((done["message_id"], done["answer"]))
                run_id, whole = kill_after(client, chance.randrange(2, 210), conversation)
            with serving(data, llm_base_url=url) as client:
                kept = client.get(f"/api/conversations/{conversation}").json()["messages"]
            by_id = {m["id"]: m for m in kept}
            assert len(kept) == 4 * (kill + 1)
            assert all(by_id[id_]["text"] == text for id_, text in acknowledged)
            last = kept[-1]
            assert last["run_id"] == run_id
            if last["status"] == "failed":
                assert not whole
                assert last["error"]["code"] == "interrupted"
            if whole:
                acknowledged.append((last["id"], last["text"]))

    async with FakeOpenAI() as fake:
        fake.otherwise = answer
        await asyncio.to_thread(run, f"{fake.base_url}/v1")


TRUE = "A tuple is an ordered, immutable sequence of values. "


async def test_what_had_been_streamed_is_there_after_a_crash(
    sample_data: Path, tmp_path: Path
) -> None:
    data = copy_of(sample_data, tmp_path)

    def run(url: str) -> list[str]:
        with serving(data, llm_base_url=url) as client:
            streamed = events(client, "What is a tuple?")
            conversation = next(streamed)["data"]["conversation_id"]
            next(event for event in streamed if event["event"] == "token")
            path = f"/api/conversations/{conversation}"
            for _ in range(600):  # the text is saved twice a second
                message = client.get(path).json()["messages"][-1]
                if message["text"]:
                    break
            assert message["status"] == "running"
            client.process.kill()
            client.process.wait()
        with serving(data, llm_base_url=url) as client:
            failed = client.get(path).json()["messages"][-1]
            then = ask(client, "What is a list?", conversation_id=conversation)
        return [failed["status"], failed["text"], then["status"]]

    async with FakeOpenAI() as fake:
        fake.script.extend([Reply('{"relevant": [1]}'), Reply(TRUE, "It ", asyncio.Event())])
        fake.otherwise = answer
        status, text, then = await asyncio.to_thread(run, f"{fake.base_url}/v1")
    assert (status, text.strip()) == ("failed", f"{TRUE.strip()} [1]")
    assert then in ("answered", "refused")
