"""The service with PostgreSQL: a turn and all that is done with it, and the server's restart."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest

from agent.store.copying import copy_database
from tests.api.test_service import copy_of
from tests.servers.fake_openai import FakeOpenAI, Reply
from tests.servers.postgres import Postgres
from tests.servers.reply import Body
from tests.service import Service, ask, events, serving

pytestmark = pytest.mark.slow  # the stores alone: tests/contracts

WHOLE = (
    "answered",
    "refused",
)  # the passage may not support the scripted answer
ANSWER = "A tuple is an ordered, immutable sequence of values [1]. "
BACK = 30.0  # seconds at most after the server's return


def answer(body: Body) -> Reply:
    return Reply('{"relevant": [1]}' if "response_format" in body else ANSWER)


@asynccontextmanager
async def served(
    sample_data: Path, tmp_path: Path, postgres: Postgres, fake: FakeOpenAI
) -> AsyncIterator[Service]:
    """A service whose catalogue and conversations are on the server."""
    fake.otherwise = answer
    data = copy_of(sample_data, tmp_path)
    url = postgres.new_database()
    copy_database(f"sqlite:///{data / 'mentor.sqlite'}", url)
    for file in data.glob("mentor.sqlite*"):
        file.unlink()
    model = {"llm_base_url": f"{fake.base_url}/v1", "llm_options": "release=streamed"}
    opened = serving(data, database_url=url, **model)
    client = await asyncio.to_thread(opened.__enter__)
    try:
        yield client
    finally:
        await asyncio.to_thread(opened.__exit__, None, None, None)
        assert not list(data.glob("mentor.sqlite*"))


async def test_what_is_done_with_a_conversation_and_a_restart_in_the_middle_of_a_turn(
    sample_data: Path, tmp_path: Path, postgres: Postgres
) -> None:
    async with (
        FakeOpenAI() as fake,
        served(sample_data, tmp_path, postgres, fake) as client,
    ):
        await asyncio.to_thread(_use, client)
        for down in (True, False):
            gate = asyncio.Event()
            fake.script.extend([Reply('{"relevant": [1]}'), Reply("A tuple ", gate, ANSWER)])
            go_on = partial(asyncio.get_running_loop().call_soon_threadsafe, gate.set)
            await asyncio.to_thread(_restart, client, postgres, go_on, down)


def _use(client: Service) -> None:
    """Ask, fork, rate, trace, export, delete; characters that PostgreSQL does not take."""
    first = ask(client, "What is a tuple\x00?", course="intro-python")
    assert (first["status"] in WHOLE, first["mode"]) == (True, "llm")
    path = f"/api/conversations/{first['conversation_id']}"
    then = ask(client, "And a list?", conversation_id=first["conversation_id"])
    forked = {"message_id": then["message_id"], "message": "And a dictionary of planets?"}
    anew = client.post(f"{path}/fork", json=forked).json()
    texts = [message["text"] for message in client.get(path).json()["messages"]]
    assert texts == [
        "What is a tuple\ufffd?",
        first["answer"],
        "And a dictionary of planets?",
        anew["answer"],
    ]
    traced = client.get(f"{path}/trace").json()
    assert [turn["trace"] for turn in traced] == [d["trace"] for d in (first, then, anew)]
    rating = {"message_id": anew["message_id"], "rating": 1, "comment": "a \x00 b"}
    assert client.post("/api/feedback", json=rating).status_code == 204
    assert client.get("/api/feedback").json()[0]["comment"] == "a \ufffd b"
    found = client.get("/api/conversations", params={"q": "DICTIONARY OF PLANETS"}).json()
    assert [c["id"] for c in found["conversations"]] == [first["conversation_id"]]
    assert client.delete(path).status_code == 204
    for gone in (path, "/api/conversations/%00"):
        assert client.get(gone).status_code == 404


def _restart(client: Service, postgres: Postgres, go_on: Callable[[], object], down: bool) -> None:
    """Stop the server in mid-turn; it is back before the turn ends, or only after it has."""
    streamed = events(client, "What is a tuple?")
    conversation = next(streamed)["data"]["conversation_id"]
    assert next(event for event in streamed if event["event"] == "token")
    postgres.stop()
    try:
        if down:
            go_on()
            (last,) = [event for event in streamed if event["event"] in ("done", "error")]
            assert (last["event"], last["data"]["code"]) == ("error", "store_unavailable")
            assert "PostgreSQL" in last["data"]["fix"]
            refused = client.post("/api/chat", json={"message": "What is a list?"})
            assert (refused.status_code, refused.json()["error"]["code"]) == (
                503, "store_unavailable",
            )  # fmt: skip
            assert client.get("/health/live").status_code == 200
            assert client.get("/health/ready").status_code == 503
    finally:
        postgres.start()
    if not down:
        go_on()
        assert list(streamed)[-1]["event"] == "done"
    back = time.monotonic()
    while client.get("/health/ready").status_code == 503:
        assert time.monotonic() - back < BACK
    kept = client.get(f"/api/conversations/{conversation}").json()["messages"]
    assert kept[-1]["status"] in (("failed",) if down else WHOLE)
    if down:
        assert kept[-1]["text"].startswith("A tuple")
        assert kept[-1]["error"]["code"] == "store_unavailable"
    then = ask(client, "And a list?", conversation_id=conversation)
    assert then["status"] in WHOLE
    assert len(client.get(f"/api/conversations/{conversation}").json()["messages"]) == 4
