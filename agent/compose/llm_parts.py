"""The language model's parts and the queue in front of it, as configured."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

from agent.errors import InvalidSettings
from agent.settings import Settings

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

    from agent.cluster.redis_peers import RedisPeers
    from agent.llm.pool import ModelPool
    from agent.llm.pool_checks import ModelWatch
    from agent.reasoner import Reasoner
    from agent.turns.admission import Admission

# Imports inside the functions: the language model's client alone takes 2 s.

EXTRACTIVE_SLOTS = 4
"""Concurrent turns per process without a model."""


def open_admission(
    settings: Settings, pool: ModelPool | None, peers: RedisPeers | None = None
) -> Admission:
    """The queue in front of the model; without a model, a limit of concurrent turns.

    With `peers` there is one queue for all processes.
    """
    from agent.turns.admission import Admission

    if peers:
        from agent.cluster.redis_admission import RedisAdmission

        return RedisAdmission(
            peers,
            settings.llm_options.slots or 1 if pool else EXTRACTIVE_SLOTS,
            length=settings.limits.queue,
            patience=settings.limits.queue_seconds,
            each=pool is None,  # computed answers need this process's own CPU time
            measure=None if not pool or (settings.llm_options.slots and pool.alone) else pool.slots,
            varies=bool(pool and not pool.alone),
        )
    if pool is None:
        return Admission(
            EXTRACTIVE_SLOTS, length=settings.limits.queue, patience=settings.limits.queue_seconds
        )
    return Admission(
        settings.llm_options.slots or 1,
        length=settings.limits.queue,
        patience=settings.limits.queue_seconds,
        measure=None if settings.llm_options.slots and pool.alone else pool.slots,
        varies=not pool.alone,
    )


def fixed_parts(reasoner: Reasoner) -> Sequence[Sequence[BaseMessage]]:
    """What the prompts of a language model's reasoner begin with; none for another reasoner."""
    from agent.reasoners.llm import LlmReasoner

    return reasoner.fixed_parts if isinstance(reasoner, LlmReasoner) else ()


class ModelOnDemand:
    """The model servers, opened by the first call and closed with `stack`."""

    def __init__(self, settings: Settings, stack: AsyncExitStack) -> None:
        self._settings = settings
        self._stack = stack
        self.pool: ModelPool | None = None
        """None before the first call."""

    async def __call__(self) -> ModelPool:
        """The servers; raises `InvalidSettings` if none is configured."""
        if not self._settings.llm_base_urls:
            raise InvalidSettings(
                f"The reasoner {self._settings.reasoner} needs a language model.",
                "Set MENTOR_LLM_BASE_URL, or put a GGUF file under data/models/ for make run.",
            )
        if self.pool is None:
            self.pool = await self._stack.enter_async_context(open_model_pool(self._settings))
        return self.pool


@asynccontextmanager
async def open_model_pool(settings: Settings) -> AsyncGenerator[ModelPool]:
    """The configured model servers."""
    from agent.llm.pool import ModelPool
    from agent.llm.server import ModelServer

    urls, key = settings.llm_base_urls, settings.llm_key
    alone = len(urls) == 1
    servers = [ModelServer(url, key, settings.llm_options.context, alone=alone) for url in urls]
    pool = ModelPool(servers, slots=settings.llm_options.slots)
    try:
        yield pool
    finally:
        await pool.close()


def open_watch(pool: ModelPool, admission: Admission) -> ModelWatch:
    """Background checks of the servers."""
    from agent.llm.pool_checks import ModelWatch

    return ModelWatch(pool, admission.learn)
