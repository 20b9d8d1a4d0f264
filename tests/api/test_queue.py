"""Many at once on a model with one slot: each gets a whole answer, or a time to retry."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import httpx

from tests.api.test_service import copy_of
from tests.servers.fake_openai import FakeOpenAI, Reply
from tests.servers.reply import Body
from tests.service import serving


def answer(body: Body, full: asyncio.Event) -> Reply:
    if "response_format" in body:
        return Reply(full, '{"relevant": [1]}')
    return Reply("A tuple is an ordered, ", "immutable sequence ", "of values [1].")


async def test_one_slot_answers_all_in_order_and_refuses_what_does_not_fit(
    sample_data: Path, tmp_path: Path
) -> None:
    data = copy_of(sample_data, tmp_path)
    most = refused = 0
    full = asyncio.Event()  # the model waits for it, so that no place is free before all have come
    full.set()

    async def one(client: httpx.AsyncClient) -> tuple[int, list[dict[str, object]]]:
        nonlocal refused
        body = {"message": "What is a tuple?", "stream": True}
        async with client.stream("POST", "/api/chat", json=body) as reply:
            if reply.status_code != 200:
                assert int(reply.headers["retry-after"]) >= 1
                refused += 1
                if refused == 10:
                    full.set()
                return reply.status_code, []
            text = (await reply.aread()).decode()
        found = re.findall(r"event: (\w+)\r\nid: \S+\r\ndata: (.*)\r\n", text)
        return 200, [{"event": name, "data": value} for name, value in found]

    async with FakeOpenAI(slots=1) as fake:

        def counted(body: Body) -> Reply:
            nonlocal most
            most = max(most, fake.open_streams)
            return answer(body, full)

        fake.otherwise = counted
        settings = {"llm_base_url": f"{fake.base_url}/v1", "limits": "queue=30"}
        service = serving(data, **settings)
        running = await asyncio.to_thread(service.__enter__)
        try:
            limits = httpx.Limits(max_connections=None)
            async with httpx.AsyncClient(
                base_url=running.base_url, timeout=60, trust_env=False, limits=limits
            ) as client:
                twenty = await asyncio.gather(*(one(client) for _ in range(20)))
                full.clear()
                forty = await asyncio.gather(*(one(client) for _ in range(40)))
        finally:
            await asyncio.to_thread(service.__exit__, None, None, None)
    assert [status for status, _ in twenty] == [200] * 20
    assert sorted(status for status, _ in forty) == [200] * 30 + [429] * 10
    for status, events_ in twenty + forty:
        names = [event["event"] for event in events_]
        assert status == 429 or names[-1] == "done"
        positions = [e["data"] for e in events_ if e["event"] == "queue"]
        assert positions == sorted(positions, key=lambda p: -int(re.findall(r"\d+", str(p))[0]))
    assert most == 1  # no request ever met another one
    assert len(fake.requests) == 2 * 50
