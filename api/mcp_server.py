"""The Model Context Protocol server with the tools `ask` and `search_materials`."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import Annotated, Any

from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp_types import CallToolResult, ToolAnnotations
from pydantic import Field
from starlette.routing import Route

from agent.errors import InvalidRequest, MentorError
from agent.mentor import Mentor
from agent.turns.checks import check_courses, check_message
from agent.turns.run import LOCAL, Ask, Run
from agent.types import Done
from api.access.auth import User
from api.access.known_hosts import KnownHosts, OnlyKnownHosts
from api.mcp_resources import MentorServer, add_resources
from api.mcp_results import Answer, EarlierExchange, Found, answer_in, answer_of
from api.version import VERSION

MOST = 50  # passages
READS = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
Words = Annotated[
    str,
    Field(
        description="in the student's own words, at most 8,000 characters",
        json_schema_extra={"minLength": 1, "maxLength": 8_000},
    ),
]
Course = Annotated[
    str | None,
    Field(description="the name of one course, of those in mentor://courses; omit for all"),
]
Earlier = Annotated[
    list[EarlierExchange] | None,
    Field(
        description="the earlier questions of this conversation with their answers, oldest first: "
        "for follow-ups, and to go on with a quiz (“next question”, “show the answer”) or a hint"
    ),
]
Many = Annotated[
    int,
    Field(
        description="maximum number of passages", json_schema_extra={"minimum": 1, "maximum": MOST}
    ),
]


def build(mentor: Mentor) -> MCPServer[Any]:
    """The server for a mentor; over HTTP each call belongs to the authenticated user."""
    server = MentorServer(
        "ai-mentor",
        title="AI Mentor",
        version=VERSION,
        instructions=(
            "Answers questions from the course materials, with citations. A result with the "
            "status `refused` means that the materials do not cover the question. The courses are "
            "in mentor://courses and in each result. No conversation is stored: send `earlier` to "
            "continue one."
        ),
    )
    server.mentor = mentor
    add_resources(server, mentor)

    @server.tool(title="Ask the course materials", annotations=READS)
    async def ask(
        question: Words,
        ctx: Context[Any, Any],
        course: Course = None,
        earlier: Earlier = None,
    ) -> Annotated[CallToolResult, Answer]:
        """Answer a question from the course materials, or report that they do not cover it.

        The answer ends with a list of its sources and their exact words. “Quiz me on ...” gets a
        question of the materials, “a hint for ...” the place to look at.
        """
        courses = [course] if course else []
        past = [(each["question"], answer_in(each["answer"])) for each in earlier or []]
        asked = Ask(question, courses=courses, user=_user(ctx), earlier=past, keep=False)
        try:
            done = await _answer(mentor, await mentor.answering.begin(asked), ctx)
        except MentorError as error:
            raise ToolError(error.explain()) from error
        return answer_of(done, await asyncio.to_thread(mentor.catalog.course_names))

    @server.tool(title="Search the course materials", annotations=READS)
    async def search_materials(query: Words, course: Course = None, k: Many = 8) -> Found:
        """The passages of the course materials that best match a query, best first."""
        courses = [course] if course else []
        try:
            check_message(query)
            if not 1 <= k <= MOST:
                raise InvalidRequest(f"k must be 1 to {MOST}, not {k}.", "Correct k.")
            await asyncio.to_thread(check_courses, mentor.catalog, courses)
            found = await mentor.retriever.search(query, courses, k)
        except MentorError as error:
            raise ToolError(error.explain()) from error
        return Found(result=found, courses=await asyncio.to_thread(mentor.catalog.course_names))

    return server


def route(server: MCPServer[Any], hosts: KnownHosts | None) -> Route:
    """The server's route `/mcp`, for `hosts` only; needs a running `server.session_manager.run()`.

    Without `hosts` any name is accepted: if keys are required, another site's page has none.
    """
    app = server.streamable_http_app(
        stateless_http=True,
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )
    route = next(each for each in app.routes if isinstance(each, Route))
    if hosts:
        route.app = OnlyKnownHosts(route.app, hosts)
    return route


async def _answer(mentor: Mentor, run: Run, ctx: Context[Any, Any]) -> Done:
    """The outcome, with progress on the way; if the caller cancels, the run is stopped."""
    steps = 0
    async with aclosing(mentor.answering.events(run)) as events:
        async for event in events:
            if event.name == "stage" and event.data["status"] == "started":
                steps += 1
                await ctx.report_progress(steps, message=str(event.data["label"]))
    if run.done is None:
        raise run.error or ToolError("The answer was stopped.")
    return run.done


def _user(ctx: Context[Any, Any]) -> str:
    request: Any = getattr(ctx.request_context, "request", None)
    user = request.scope.get("state", {}).get("user") if request is not None else None
    return user.name if isinstance(user, User) else LOCAL
