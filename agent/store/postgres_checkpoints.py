"""LangGraph's checkpoints in PostgreSQL: only the newest one of each thread is kept.

They are written by LangGraph's own saver, over connections out of a pool like that of the
transcripts, which notices a restarted server.

Their commits do not wait for the disk: a crash may lose them, but each turn makes its state from
the transcript.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any, TypeVar, cast

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import Checkpoint, CheckpointTuple
from langgraph.checkpoint.postgres import PostgresSaver
from langgraph.checkpoint.postgres.base import BasePostgresSaver

from agent.store.columns import storable
from agent.store.database import POOL, database_url
from agent.store.postgres import CHECKPOINTS_LOCK, locked, open_pool, plain

T = TypeVar("T")
NEWEST = "(SELECT max(checkpoint_id) FROM checkpoints WHERE thread_id = %(thread)s)"
PRUNE = (
    f"DELETE FROM checkpoint_writes WHERE thread_id = %(thread)s AND checkpoint_id <> {NEWEST}",
    f"DELETE FROM checkpoints WHERE thread_id = %(thread)s AND checkpoint_id <> {NEWEST}",
    """DELETE FROM checkpoint_blobs old WHERE thread_id = %(thread)s AND NOT EXISTS (
        SELECT 1 FROM checkpoints kept WHERE kept.thread_id = old.thread_id
        AND kept.checkpoint_ns = old.checkpoint_ns
        AND kept.checkpoint -> 'channel_versions' ->> old.channel = old.version)""",
)
"""One exchange with the server, a tenth of the time of the saver's own twelve. Those are for graphs
within graphs and for channels of differences, which this graph does not have."""


class PostgresCheckpoints(BasePostgresSaver):
    """The checkpointer of the graph; each call raises `StoreUnavailable` or `StorageFull`."""

    def __init__(self, address: str, pool: int = POOL) -> None:
        """Create or upgrade its tables, safe in several processes; raises `StoreUnavailable`."""
        super().__init__()
        self._engine = open_pool(database_url(address), pool, wait_for_disk=False)
        with locked(self._engine, CHECKPOINTS_LOCK) as connection:
            PostgresSaver(cast(Any, connection)).setup()

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()

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
        """Delete the superseded checkpoints of threads; with strategy `delete` all of them."""
        if strategy == "delete":
            await self._with(lambda saver: saver.prune(thread_ids, strategy=strategy))
        else:
            await asyncio.to_thread(self._prune, thread_ids)

    async def _with(self, call: Callable[[PostgresSaver], T]) -> T:
        return await asyncio.to_thread(self._call, call)

    def _call(self, call: Callable[[PostgresSaver], T]) -> T:
        with plain(self._engine) as connection:
            return call(PostgresSaver(cast(Any, connection), serde=self.serde))

    def _prune(self, thread_ids: Sequence[str]) -> None:
        with plain(self._engine) as connection, connection.pipeline():
            for thread in thread_ids:
                for statement in PRUNE:
                    connection.execute(statement.encode(), {"thread": thread})


def _storable(checkpoint: Checkpoint) -> Checkpoint:
    """The checkpoint without NUL characters, which a JSON column cannot store."""
    values = {
        name: storable(value) if isinstance(value, str) else value
        for name, value in checkpoint["channel_values"].items()
    }
    return cast(Checkpoint, {**checkpoint, "channel_values": values})
