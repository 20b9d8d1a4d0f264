"""The nodes: one file, one node, one name; `staged` is what they have in common."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from typing import Any, cast

from langgraph.runtime import Runtime

from agent.events import Event, Listener
from agent.state import RECORD, State
from agent.types import NodeName, Step

Emit = Callable[[Event], None]
Update = dict[str, Any]


def staged(node: partial[Coroutine[Any, Any, Update]]) -> Callable[..., Awaitable[Update]]:
    """The node with its `stage` events and its step in the trace.

    A node returns what it changes in the state, and under `detail` what it decided. Events go to
    the `Listener` that the graph was called with as its context, else to LangGraph's custom stream,
    where each word costs a task, a queue and a wake-up: a hundred readers at once would feel it.
    """
    name = cast(NodeName, node.func.__name__)

    async def run(state: State, runtime: Runtime[Listener]) -> Update:
        listener = runtime.context
        emit = listener.publish if isinstance(listener, Listener) else runtime.stream_writer

        def stage(status: str, **more: object) -> None:
            emit(Event("stage", {"node": name, "status": status, **more}))

        stage("started", detail={})
        began = time.perf_counter()
        update = await node(state, emit)
        ms = round((time.perf_counter() - began) * 1000, 2)
        detail = update.pop("detail", {})
        stage("finished", ms=ms, detail=detail)
        trace = [*state.get("trace", []), Step(node=name, ms=ms, detail=detail)]
        for message in update.get("messages", []):
            message.additional_kwargs[RECORD]["trace"] = trace
        return update | {"trace": trace}

    run.__name__ = name
    return run
