"""The nodes, each in the file of its name; `node` and `staged` make them."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from typing import Any, Generic, ParamSpec

from langgraph.runtime import Runtime

from agent.events import Event, Listener
from agent.state import RECORD, State
from agent.types import Step

P = ParamSpec("P")
Emit = Callable[[Event], None]
Update = dict[str, Any]


class Node(Generic[P]):
    """A node's function with its name, and the labels shown while it works and afterwards."""

    def __init__(
        self,
        run: Callable[P, Coroutine[Any, Any, Update]],
        doing: str | Callable[[State], str],
        done: str,
    ) -> None:
        self._run = run
        self._doing = doing
        self.name = run.__name__
        self.done = done

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Coroutine[Any, Any, Update]:
        return self._run(*args, **kwargs)

    def doing(self, state: State) -> str:
        """The label shown while the node works on this state."""
        return self._doing if isinstance(self._doing, str) else self._doing(state)


def node(
    doing: str | Callable[[State], str], done: str
) -> Callable[[Callable[P, Coroutine[Any, Any, Update]]], Node[P]]:
    """Marks a function as a node: `doing` is shown while it works ("Writing the answer…"), `done`
    afterwards ("Wrote the answer"). `doing` may depend on the state that the node receives."""
    return lambda run: Node(run, doing, done)


def staged(bound: partial[Coroutine[Any, Any, Update]]) -> Callable[..., Awaitable[Update]]:
    """The node with its parts bound, as the graph calls it: with `stage` events and a trace step.

    A node returns its changes to the state, its decision as `detail`, and a sentence about it as
    `summary`. Events go to the `Listener` in the graph's context, else to LangGraph's custom
    stream, where each word costs a task, a queue and a wake-up: too slow for a hundred readers.
    """
    node = bound.func
    if not isinstance(node, Node):
        raise TypeError(f"{node!r} is not a node. Decorate it: @node(doing=..., done=...)")
    name, done = node.name, node.done

    async def run(state: State, runtime: Runtime[Listener]) -> Update:
        listener = runtime.context
        emit = listener.publish if isinstance(listener, Listener) else runtime.stream_writer

        def stage(status: str, label: str, **more: object) -> None:
            emit(Event("stage", {"node": name, "status": status, "label": label, **more}))

        stage("started", node.doing(state), detail={})
        began = time.perf_counter()
        update = await bound(state, emit)
        ms = round((time.perf_counter() - began) * 1000, 2)
        detail, summary = update.pop("detail", {}), update.pop("summary", "")
        stage("finished", done, ms=ms, detail=detail, summary=summary)
        step = Step(node=name, ms=ms, detail=detail, label=done, summary=summary)
        trace = [*state.get("trace", []), step]
        for message in update.get("messages", []):
            message.additional_kwargs[RECORD]["trace"] = trace
        return update | {"trace": trace}

    run.__name__ = name
    return run
