"""The graph for LangGraph's dev server and Studio, referenced by langgraph.json."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from agent.compose import open_mentor
from agent.graph import Graph, build_graph
from agent.settings import read_settings


@asynccontextmanager
async def mentor_graph() -> AsyncGenerator[Graph]:
    """The same graph over the same index, without our checkpointer: the server has its own."""
    async with open_mentor(read_settings()) as mentor:
        yield build_graph(
            mentor.retriever,
            mentor.reasoner,
            mentor.understanding,
            mentor.catalog.courses,
            mentor.look,
            practising=mentor.practising,
        )
