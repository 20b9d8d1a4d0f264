"""Background checks of a pool's servers: their load, and whether failed ones are back."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Self

from agent.background_tasks import stop
from agent.errors import ModelUnavailable
from agent.llm.pool import Member, ModelPool
from agent.llm.server_errors import Slow

log = logging.getLogger(__name__)

EVERY = 1.0  # seconds


class ModelWatch:
    """A context manager that checks each server of a pool; does nothing for a single server.

    Calls `changed` when a server is back, since there are more slots.
    """

    def __init__(
        self, pool: ModelPool, changed: Callable[[], Awaitable[None]], *, every: float = EVERY
    ) -> None:
        """`every`: seconds between checks."""
        self._pool = pool
        self._changed = changed
        self._every = every
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        if not self._pool.alone:
            self._tasks = {asyncio.create_task(self._watch(one)) for one in self._pool.members}
            self._tasks.add(asyncio.create_task(self._compare_models()))
        return self

    async def __aexit__(self, *_: object) -> None:
        await stop(self._tasks)

    async def _watch(self, member: Member) -> None:
        while True:
            if member.out_until is None:
                await self._look(member)
            elif self._pool.is_due(member):
                await self._try_again(member)
            await asyncio.sleep(self._every)

    async def _look(self, member: Member) -> None:
        ours = member.running
        try:
            busy = await self._busy(member)
        except ModelUnavailable as error:
            self._pool.leave_out(member)
            log.warning("Model server %s is skipped: %s", member.name, error.message)
            return
        # our own requests come and go meanwhile; none is counted twice
        member.others = max(0, (busy or 0) - max(ours, member.running))

    async def _busy(self, member: Member) -> int | None:
        try:
            return await member.server.busy()
        except Slow:  # llama-server replies only between batches of a prompt, which may take long
            await member.server.check()
            return member.busy

    async def _try_again(self, member: Member) -> None:
        self._pool.forget(member)  # it may be another model or program now
        try:
            await member.server.check()
            await member.server.warm_up()
        except ModelUnavailable:
            self._pool.leave_out(member)
            return
        self._pool.take_back(member)
        log.info("Model server %s is back", member.name)
        await self._changed()

    async def _compare_models(self) -> None:
        """Log a warning if the servers serve different models."""
        try:
            names = await self._pool.model()
        except ModelUnavailable:
            return  # reported by /health/ready
        if ", " in names:
            names = ", ".join(
                f"{m.name}: {m.server.listed}" for m in self._pool.members if m.server.listed
            )
            log.warning("The servers of the pool serve different models: %s", names)
