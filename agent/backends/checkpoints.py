"""LangGraph's checkpoints in SQLite: of each thread only the newest is kept."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager

import aiosqlite
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver


class Checkpoints(AsyncSqliteSaver):
    """The checkpointer of the graph."""

    async def threads(self) -> list[str]:
        """The ids of all threads."""
        await self.setup()
        async with (
            self.lock,
            self.conn.execute("SELECT DISTINCT thread_id FROM checkpoints") as ids,
        ):
            return [row[0] async for row in ids]

    async def aprune(self, thread_ids: Sequence[str], *, strategy: str = "keep_latest") -> None:
        """Forget the superseded checkpoints of threads; with strategy `delete` all of them."""
        await self.setup()
        kept = "SELECT max(checkpoint_id) FROM checkpoints WHERE thread_id = ?1"
        if strategy == "delete":
            kept = "''"
        async with self.lock:
            for thread in thread_ids:
                for table in ("checkpoints", "writes"):
                    await self.conn.execute(
                        f"DELETE FROM {table} WHERE thread_id = ?1 AND checkpoint_id <> ({kept})",
                        (thread,),
                    )
            await self.conn.commit()


@asynccontextmanager
async def open_checkpoints(file: str) -> AsyncGenerator[Checkpoints]:
    """The checkpoints in a SQLite file, which other processes may write meanwhile.

    What is deleted is overwritten: a student who deletes a conversation means it.
    """
    async with aiosqlite.connect(file) as connection:
        checkpoints = Checkpoints(connection)
        await checkpoints.setup()  # which turns WAL on
        for pragma in ("busy_timeout=10000", "synchronous=NORMAL", "secure_delete=ON"):
            await checkpoints.conn.execute(f"PRAGMA {pragma}")
        yield checkpoints
