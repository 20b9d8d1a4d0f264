"""The graph for LangGraph's dev server and Studio, referenced by langgraph.json."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import wraps
from typing import Any, get_args

from langgraph.channels import LastValue, UntrackedValue
from langgraph.graph import StateGraph
from langgraph.runtime import Runtime

from agent.compose import open_mentor
from agent.errors import InvalidRequest, MentorError
from agent.events import Listener
from agent.graph import Graph, add_nodes
from agent.mentor import Mentor
from agent.nodes import Update
from agent.settings import Settings, read_settings
from agent.state import Form, Outcome, State, question
from agent.store.catalog import Catalog
from agent.turns.checks import check_courses, check_message
from agent.types import Style

CLEARED = "\x00cleared"
"""Written to a channel, it empties it."""
First = Callable[[State, Runtime[Listener]], Awaitable[Update]]
NO_QUESTION = InvalidRequest(
    "There is no question.",
    'Send {"messages": [{"role": "user", "content": "What is a tuple?"}]}.',
)


@asynccontextmanager
async def mentor_graph() -> AsyncGenerator[Graph]:
    """The graph with the settings in force, for langgraph.json."""
    async with graph_of(read_settings()) as graph:
        yield graph


@asynccontextmanager
async def graph_of(settings: Settings) -> AsyncGenerator[Graph]:
    """The same graph over the same index; the server brings its own checkpointer.

    Its form is messages, courses and style. Each channel is checkpointed, so that a run can be
    interrupted at any node and resumed. Errors of the installation or the input are errors of the
    run.
    """
    async with AsyncExitStack() as stack:
        try:
            mentor = await stack.enter_async_context(open_mentor(settings))
        except MentorError as error:
            yield _graph(None, _raising(error))
        else:
            yield _graph(mentor, _beginning(mentor.catalog))


class OfTurn(LastValue[Any]):
    """Data of one turn: checkpointed, so that an interrupted turn can resume; emptied when the
    next turn begins."""

    def update(self, values: Sequence[Any]) -> bool:
        """See `LastValue`; `CLEARED` leaves nothing."""
        if list(values) == [CLEARED]:
            self.value = type(self)(self.typ, self.key).value
            return True
        return super().update(values)


class _Nothing:
    """Stands for any part of a mentor in a graph that is only drawn."""

    def __getattr__(self, name: str) -> _Nothing:
        return self


def _graph(mentor: Mentor | None, first: Callable[[First], First]) -> Graph:
    """The graph over a mentor's parts; without a mentor it can be drawn only."""
    builder = StateGraph(State, input_schema=Form, output_schema=Outcome)
    m: Any = mentor or _Nothing()
    add_nodes(
        builder,
        m.retriever,
        m.reasoner,
        m.understanding,
        m.catalog.courses,
        m.look,
        m.practising,
        first,
        m.similarity,
    )
    for name, channel in builder.channels.items():
        if isinstance(channel, UntrackedValue):
            builder.channels[name] = OfTurn(channel.typ, name)
    graph: Any = builder.compile(name="mentor")
    return graph  # type: ignore[no-any-return]


def _beginning(catalog: Catalog) -> Callable[[First], First]:
    """Makes the first node check the input and clear the data of the previous turn."""

    def wrap(node: First) -> First:
        @wraps(node)
        async def begin(state: State, runtime: Runtime[Listener]) -> Update:
            asked = _asked(state)
            try:
                await asyncio.to_thread(_check, asked, catalog)
            except MentorError as error:
                raise _whole(error) from error
            left = set(State.__annotations__) - set(Form.__annotations__)
            update = dict.fromkeys(left, CLEARED) | {"courses": asked["courses"]}
            return update | await node(asked, runtime)

        return begin

    return wrap


def _asked(state: State) -> State:
    """The input without the nulls that a form sends for empty fields."""
    asked = State(messages=state.get("messages", []), courses=state.get("courses") or [])
    if style := state.get("style"):
        asked["style"] = style
    return asked


def _check(asked: State, catalog: Catalog) -> None:
    """Raises `InvalidRequest`, `NotFound` or `IndexEmpty`."""
    if not any(message.type == "human" for message in asked["messages"]):
        raise NO_QUESTION
    check_message(question(asked))
    check_courses(catalog, asked["courses"])
    style = asked.get("style", "answer")
    if style not in get_args(Style):
        raise InvalidRequest(
            f"There is no style {style!r}.", f"Styles: {', '.join(get_args(Style))}."
        )


def _raising(error: MentorError) -> Callable[[First], First]:
    def wrap(node: First) -> First:
        @wraps(node)
        async def fail(state: State, runtime: Runtime[Listener]) -> Update:
            raise _whole(error) from error

        return fail

    return wrap


class Explained(MentorError, ValueError):
    """An error with its fix in its message. LangGraph's server shows no message for exceptions
    that are not Python's own."""


def _whole(error: MentorError) -> Explained:
    return Explained(" ".join(part for part in (error.message, error.fix) if part))
