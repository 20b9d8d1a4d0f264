"""The Model Context Protocol server with the tools `ask` and `search_materials`."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import Any

from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError
from starlette.routing import Route

from agent.errors import MentorError
from agent.mentor import Mentor
from agent.turns.checks import check_courses
from agent.turns.run import LOCAL, Ask, Run
from agent.types import Passage
from api.access.auth import User
from api.version import VERSION

MOST = 50  # passages


def build(mentor: Mentor) -> MCPServer[Any]:
    """The server for a mentor; over HTTP each call belongs to the authenticated user."""
    server: MCPServer[Any] = MCPServer(
        "ai-mentor",
        version=VERSION,
        instructions="Answers questions from the course materials, with citations.",
    )

    @server.tool()
    async def ask(question: str, ctx: Context[Any, Any], course: str | None = None) -> str:
        """Answer a question from the course materials, or report that they do not cover it.

        The answer ends with a list of its sources and their exact words.
        """
        courses = [course] if course else []
        asked = Ask(question, courses=courses, user=_user(ctx), keep=False)
        try:
            return await _answer(mentor, await mentor.answering.begin(asked))
        except MentorError as error:
            raise ToolError(error.explain()) from error

    @server.tool()
    async def search_materials(query: str, course: str | None = None, k: int = 8) -> list[Passage]:
        """The passages of the course materials that best match a query, best first."""
        courses = [course] if course else []
        try:
            await asyncio.to_thread(check_courses, mentor.catalog, courses)
            return await mentor.retriever.search(query, courses, min(max(k, 1), MOST))
        except MentorError as error:
            raise ToolError(error.explain()) from error

    return server


def route(server: MCPServer[Any], host: str) -> Route:
    """The server's route `/mcp`; needs a running `server.session_manager.run()`."""
    app = server.streamable_http_app(stateless_http=True, host=host)
    return next(each for each in app.routes if isinstance(each, Route))


async def _answer(mentor: Mentor, run: Run) -> str:
    """The answer with its sources; if the caller cancels, the run is stopped."""
    async with aclosing(mentor.answering.events(run)) as events:
        async for _ in events:
            pass
    done = run.done
    if done is None:
        raise run.error or ToolError("The answer was stopped.")
    lines = [
        f"[{c['n']}] {c['source']}{', p. ' + str(c['page']) if c['page'] else ''}: {c['quote']}"
        for c in done["citations"]
    ]
    return "\n\n".join([done["answer"], *(["Sources:\n" + "\n".join(lines)] if lines else [])])


def _user(ctx: Context[Any, Any]) -> str:
    request: Any = getattr(ctx.request_context, "request", None)
    user = request.scope.get("state", {}).get("user") if request is not None else None
    return user.name if isinstance(user, User) else LOCAL
