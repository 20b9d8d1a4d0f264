"""LangGraph's checkpoints in SQLite: only the newest one of each thread is kept."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncGenerator, Generator, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import aiosqlite
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

from agent.storage import storage_full


class Checkpoints(AsyncSqliteSaver):
    """The checkpointer of the graph."""

    async def aput(self, *arguments: Any, **named: Any) -> RunnableConfig:
        """As in the base; raises `StorageFull`."""
        with _errors():
            return await super().aput(*arguments, **named)

    async def aput_writes(self, *arguments: Any, **named: Any) -> None:
        """As in the base; raises `StorageFull`."""
        with _errors():
            await super().aput_writes(*arguments, **named)

    async def aprune(self, thread_ids: Sequence[str], *, strategy: str = "keep_latest") -> None:
        """Delete the superseded checkpoints of threads; with strategy `delete` all of them."""
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


@contextmanager
def _errors() -> Generator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise storage_full(error, "the conversation") or error from None


@asynccontextmanager
async def open_checkpoints(file: str) -> AsyncGenerator[Checkpoints]:
    """The checkpoints in a SQLite file, which other processes may write at the same time.

    Deleted rows are overwritten, so that a deleted conversation cannot be recovered.
    """
    async with aiosqlite.connect(file) as connection:
        checkpoints = Checkpoints(connection)
        await checkpoints.setup()  # which turns WAL on
        for pragma in ("busy_timeout=10000", "synchronous=NORMAL", "secure_delete=ON"):
            await checkpoints.conn.execute(f"PRAGMA {pragma}")
        yield checkpoints
