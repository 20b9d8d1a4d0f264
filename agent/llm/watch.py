"""The servers of a pool, looked at while nobody waits: how busy they are, and who is back."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Self

from agent.errors import ModelUnavailable
from agent.llm.pool import Member, ModelPool
from agent.llm.server_errors import Slow
from agent.tasks import stop

log = logging.getLogger(__name__)

EVERY = 1.0  # seconds


class ModelWatch:
    """While it is entered, each server of a pool is looked at; nothing where there is but one.

    `changed` is called when one has come back: there are more slots.
    """

    def __init__(
        self, pool: ModelPool, changed: Callable[[], Awaitable[None]], *, every: float = EVERY
    ) -> None:
        """`every`: seconds between two looks."""
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
            log.warning("model server %s is left out: %s", member.name, error.message)
            return
        # ours come and go meanwhile: what may be one of them is not counted twice
        member.others = max(0, (busy or 0) - max(ours, member.running))

    async def _busy(self, member: Member) -> int | None:
        try:
            return await member.server.busy()
        except Slow:  # llama-server counts between two batches of a prompt, which may be long ones
            await member.server.check()
            return member.busy

    async def _try_again(self, member: Member) -> None:
        self._pool.forget(member)  # perhaps another model, or another program
        try:
            await member.server.check()
            await member.server.warm_up()
        except ModelUnavailable:
            self._pool.leave_out(member)
            return
        self._pool.take_back(member)
        log.info("model server %s is back", member.name)
        await self._changed()

    async def _compare_models(self) -> None:
        """Say so where the servers do not serve the same."""
        try:
            names = await self._pool.model()
        except ModelUnavailable:
            return  # /health/ready says it
        if ", " in names:
            told = ", ".join(
                f"{m.name}: {m.server.listed}" for m in self._pool.members if m.server.listed
            )
            log.warning("The model servers serve different models, as one pool: %s", told)
