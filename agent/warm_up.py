"""The first prompt, which nobody waits for: sent to the model's server as soon as it answers."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from types import TracebackType
from typing import Self

from agent.backends.model_server import ModelServer
from agent.errors import ModelUnavailable

PAUSE = 1.0  # seconds between two attempts


class WarmUp:
    """While it is entered, it tries until the server has answered once."""

    def __init__(self, server: ModelServer) -> None:
        self._server = server
        self._task: asyncio.Task[None] | None = None

    def check(self) -> None:
        """Raises `ModelUnavailable` until the first prompt was answered."""
        if self._task and not self._task.done():
            raise ModelUnavailable(
                "The language model is answering its first prompt.",
                "Wait: that takes as long as it takes to load the model.",
            )

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._work())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._task
        self._task.cancel()
        await asyncio.wait({self._task})

    async def _work(self) -> None:
        while True:
            with suppress(ModelUnavailable):
                return await self._server.warm_up()
            await asyncio.sleep(PAUSE)
