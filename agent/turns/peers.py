"""The port through which the processes of one service share their runs.

A single process keeps them in memory; several use Redis (cluster/redis_peers.py).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from agent.errors import Conflict
from agent.turns.run import Run


class Buckets(Protocol):
    """Token buckets shared between processes."""

    async def wait(self, user: str, per_minute: int) -> float | None:
        """Count one call; returns the seconds to wait, or None if the store is unreachable."""


class Peers(Protocol):
    """Any process can find, follow and stop a run of any other.

    Each call that needs the other processes raises `StoreUnavailable` if they cannot be reached.
    """

    @property
    def several(self) -> bool:
        """Whether the service may have other processes."""

    @property
    def buckets(self) -> Buckets | None:
        """Token buckets of all processes; None for a single process."""

    async def check(self) -> None:
        """Raises `StoreUnavailable` if the others cannot be reached."""

    async def claim(self, run: Run) -> None:
        """Make it the one run of its conversation; raises `Conflict` if there is another."""

    async def check_idle(self, conversation_id: str) -> None:
        """Raises `Conflict` while a run answers in the conversation."""

    async def release(self, run: Run) -> None:
        """Free the conversation for another run; retried later if the others cannot be reached."""

    def began(self, run: Run, shared: Callable[[Run], None]) -> None:
        """Share its events with the others; `shared` is called when they have all of them."""

    async def find(self, run_id: str) -> Run | None:
        """A run of another process, or one that has ended, with its events so far."""

    async def stop(self, run: Run) -> None:
        """Ask the process that answers to stop."""

    async def is_followed(self, run: Run) -> bool:
        """Whether another process has a listener to this run of ours."""

    async def of_conversation(self, conversation_id: str) -> Sequence[Run]:
        """The stored runs of a conversation, including those of other processes."""

    async def forget(self, conversation_id: str) -> None:
        """Drop the events of these runs."""


def already_answering(run_id: str) -> Conflict:
    """The error for a conversation in which this run answers."""
    return Conflict(
        f"A question in this conversation is already being answered (run {run_id}).",
        "Wait until it ends, stop it, or start a new conversation.",
        run_id=run_id,
    )


class SingleProcess:
    """`Peers` of a service of one process: there are no others."""

    several = False
    buckets = None

    def __init__(self) -> None:
        self._running: dict[str, Run] = {}  # by conversation

    async def check(self) -> None:
        """Nothing to reach."""

    async def claim(self, run: Run) -> None:
        """See `Peers`."""
        await self.check_idle(run.conversation_id)
        self._running[run.conversation_id] = run

    async def check_idle(self, conversation_id: str) -> None:
        """See `Peers`."""
        if other := self._running.get(conversation_id):
            raise already_answering(other.id)

    async def release(self, run: Run) -> None:
        """See `Peers`."""
        if self._running.get(run.conversation_id) is run:
            del self._running[run.conversation_id]

    def began(self, run: Run, shared: Callable[[Run], None]) -> None:
        """Nothing to share."""

    async def find(self, run_id: str) -> Run | None:
        """None."""
        return None

    async def stop(self, run: Run) -> None:
        """Nothing to stop."""

    async def is_followed(self, run: Run) -> bool:
        """Never."""
        return False

    async def of_conversation(self, conversation_id: str) -> Sequence[Run]:
        """None."""
        return ()

    async def forget(self, conversation_id: str) -> None:
        """Nothing to drop."""
