"""A first prompt to warm up the model servers as soon as they answer."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Self

from langchain_core.messages import BaseMessage

from agent.background_tasks import stop
from agent.errors import ModelUnavailable
from agent.llm.pool import ModelPool
from agent.llm.server import ModelServer

PAUSE = 1.0  # seconds between attempts


class WarmUp:
    """A context manager that keeps trying until each server has answered once."""

    def __init__(self, pool: ModelPool, fixed_parts: Sequence[Sequence[BaseMessage]] = ()) -> None:
        """`fixed_parts`: what prompts begin with, if it is not the usual one."""
        self._servers = [member.server for member in pool.members]
        for server in self._servers:
            server.fixed_parts = fixed_parts or server.fixed_parts
        self._tasks: set[asyncio.Task[None]] = set()

    def check(self) -> None:
        """Raises `ModelUnavailable` until a server has answered its first prompt."""
        if self._tasks and not any(task.done() for task in self._tasks):
            raise ModelUnavailable(
                "The language model is answering its first prompt.",
                "Wait until the model is loaded.",
            )

    async def __aenter__(self) -> Self:
        self._tasks = {asyncio.create_task(self._work(server)) for server in self._servers}
        return self

    async def __aexit__(self, *_: object) -> None:
        await stop(self._tasks)

    async def _work(self, server: ModelServer) -> None:
        while True:
            with suppress(ModelUnavailable):
                return await server.warm_up()
            await asyncio.sleep(PAUSE)
