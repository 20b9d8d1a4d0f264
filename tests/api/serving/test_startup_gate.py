"""The port is open before the rest is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import httpx
from fastapi import FastAPI
from starlette.types import ASGIApp, Message

from agent.errors import EmbeddingModelMissing
from api.serving.startup_gate import StartupGate


@asynccontextmanager
async def served(gate: StartupGate) -> AsyncGenerator[httpx.AsyncClient]:
    """A client of it, between start and stop as uvicorn does them."""
    received: asyncio.Queue[Message] = asyncio.Queue()
    answered: asyncio.Queue[Message] = asyncio.Queue()
    await received.put({"type": "lifespan.startup"})
    life = asyncio.create_task(gate({"type": "lifespan"}, received.get, answered.put))
    assert (await answered.get())["type"] == "lifespan.startup.complete"
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(gate), base_url="http://service"
    ) as client:
        yield client
    await received.put({"type": "lifespan.shutdown"})
    assert (await answered.get())["type"] == "lifespan.shutdown.complete"
    await life


async def test_it_lives_at_once_and_other_calls_wait_until_it_is_open() -> None:
    may_open, closed = asyncio.Event(), asyncio.Event()
    app = FastAPI()

    @app.get("/")
    def page() -> dict[str, str]:
        return {"status": "ok"}

    @asynccontextmanager
    async def opening() -> AsyncGenerator[ASGIApp]:
        await may_open.wait()
        yield app
        closed.set()

    async with served(StartupGate(opening, lambda: None)) as client:
        assert (await client.get("/health/live")).json() == {"status": "ok"}
        ready = await client.get("/health/ready")
        assert (ready.status_code, ready.json()["missing"][0]["what"]) == (503, "service")
        early = asyncio.create_task(client.get("/"))
        await asyncio.sleep(0)
        may_open.set()
        assert (await early).json() == {"status": "ok"}
        assert not closed.is_set()
    assert closed.is_set()


async def test_operators_get_the_reason_why_it_is_not_ready() -> None:
    failed = asyncio.Event()

    @asynccontextmanager
    async def opening() -> AsyncGenerator[ASGIApp]:
        raise EmbeddingModelMissing("There is none.", "make setup")
        yield

    gate = StartupGate(opening, failed.set)
    async with served(gate):
        await failed.wait()
    assert isinstance(gate.error, EmbeddingModelMissing)


async def test_a_call_does_not_wait_for_ever() -> None:
    may_open = asyncio.Event()

    @asynccontextmanager
    async def opening() -> AsyncGenerator[ASGIApp]:
        await may_open.wait()
        yield FastAPI()

    async with served(StartupGate(opening, lambda: None, patience=0.01)) as client:
        reply = await client.get("/api/courses")
        may_open.set()
    assert (reply.status_code, reply.json()["error"]["code"]) == (503, "not_ready")
    assert reply.headers["retry-after"] == "5"
