"""LangGraph's checkpoints in PostgreSQL: of each thread only the newest is kept.

They are written by LangGraph's own saver, over connections that come out of the same pool as those
of the conversations: one pool to size, one that notices a restarted server.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any, TypeVar, cast

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import Checkpoint, CheckpointTuple
from langgraph.checkpoint.postgres import PostgresSaver
from langgraph.checkpoint.postgres.base import BasePostgresSaver
from sqlalchemy import Engine

from agent.backends.columns import storable
from agent.backends.postgres import CHECKPOINTS_LOCK, alone, plain

T = TypeVar("T")


class PostgresCheckpoints(BasePostgresSaver):
    """The checkpointer of the graph; each call raises `StoreUnavailable` or `StorageFull`."""

    def __init__(self, engine: Engine) -> None:
        """Bring its tables up to date; several processes may do so at the same time."""
        super().__init__()
        self._engine = engine
        with alone(engine, CHECKPOINTS_LOCK) as connection:
            PostgresSaver(cast(Any, connection)).setup()

    async def threads(self) -> list[str]:
        """The ids of all threads."""
        return await asyncio.to_thread(self._threads)

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        """As in the base."""
        return await self._with(lambda saver: saver.get_tuple(config))

    async def alist(
        self, config: RunnableConfig | None, **named: Any
    ) -> AsyncIterator[CheckpointTuple]:
        """As in the base."""
        for found in await self._with(lambda saver: list(saver.list(config, **named))):
            yield found

    async def aput(
        self, config: RunnableConfig, checkpoint: Checkpoint, *more: Any
    ) -> RunnableConfig:
        """As in the base."""
        kept = _storable(checkpoint)
        return await self._with(lambda saver: saver.put(config, kept, *more))

    async def aput_writes(self, *arguments: Any, **named: Any) -> None:
        """As in the base."""
        await self._with(lambda saver: saver.put_writes(*arguments, **named))

    async def adelete_thread(self, thread_id: str) -> None:
        """As in the base."""
        await self._with(lambda saver: saver.delete_thread(thread_id))

    async def aprune(self, thread_ids: Sequence[str], *, strategy: str = "keep_latest") -> None:
        """Forget the superseded checkpoints of threads; with strategy `delete` all of them."""
        await self._with(lambda saver: saver.prune(thread_ids, strategy=strategy))

    async def _with(self, call: Callable[[PostgresSaver], T]) -> T:
        return await asyncio.to_thread(self._call, call)

    def _call(self, call: Callable[[PostgresSaver], T]) -> T:
        with plain(self._engine) as connection:
            return call(PostgresSaver(cast(Any, connection), serde=self.serde))

    def _threads(self) -> list[str]:
        with plain(self._engine) as connection:
            rows = connection.execute("SELECT DISTINCT thread_id FROM checkpoints").fetchall()
        return [row[0] for row in rows]


def _storable(checkpoint: Checkpoint) -> Checkpoint:
    """Texts of the state are kept in a column of JSON, which takes no NUL either."""
    values = {
        name: storable(value) if isinstance(value, str) else value
        for name, value in checkpoint["channel_values"].items()
    }
    return cast(Checkpoint, {**checkpoint, "channel_values": values})
