"""What the processes of one service have to know of each other's runs.

One process alone keeps it in memory; several meet in Redis (cluster/redis_peers.py).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from agent.errors import Conflict
from agent.turns.run import Run


class Peers(Protocol):
    """Any process can find, follow and stop a run of any other.

    Each call that needs the others raises `StoreUnavailable` where they cannot be reached.
    """

    async def check(self) -> None:
        """Raises `StoreUnavailable` where the others cannot be reached."""

    async def claim(self, run: Run) -> None:
        """Make it the one run of its conversation; raises `Conflict` where there is another."""

    async def check_idle(self, conversation_id: str) -> None:
        """Raises `Conflict` where the conversation is answering."""

    async def release(self, run: Run) -> None:
        """Let the conversation have another run; later, where the others cannot be reached."""

    def began(self, run: Run, kept: Callable[[Run], None]) -> None:
        """Let the others have its events; `kept` is called when they have all, its end included."""

    async def find(self, run_id: str) -> Run | None:
        """A run of another process, or one that has ended, with its events so far."""

    async def stop(self, run: Run) -> None:
        """Ask the process that answers to stop."""

    async def heard(self, run: Run) -> bool:
        """Whether somebody follows a run of ours elsewhere."""

    async def of_conversation(self, conversation_id: str) -> Sequence[Run]:
        """The runs of a conversation that are kept, those of other processes included."""

    async def forget(self, conversation_id: str) -> None:
        """Drop the events of these runs."""


def in_the_way(run_id: str) -> Conflict:
    """The error where a conversation is answering."""
    return Conflict(
        f"This conversation is answering already (run {run_id}).",
        "Wait for its end, stop it, or start a new conversation.",
        run_id=run_id,
    )


class Alone:
    """One process, in memory: there are no others."""

    def __init__(self) -> None:
        self._running: dict[str, Run] = {}  # by conversation

    async def check(self) -> None:
        """There is nobody to reach."""

    async def claim(self, run: Run) -> None:
        """See `Peers`."""
        await self.check_idle(run.conversation_id)
        self._running[run.conversation_id] = run

    async def check_idle(self, conversation_id: str) -> None:
        """See `Peers`."""
        if other := self._running.get(conversation_id):
            raise in_the_way(other.id)

    async def release(self, run: Run) -> None:
        """See `Peers`."""
        if self._running.get(run.conversation_id) is run:
            del self._running[run.conversation_id]

    def began(self, run: Run, kept: Callable[[Run], None]) -> None:
        """Nobody else needs its events."""

    async def find(self, run_id: str) -> Run | None:
        """There are no others."""
        return None

    async def stop(self, run: Run) -> None:
        """There are no others."""

    async def heard(self, run: Run) -> bool:
        """There are no others."""
        return False

    async def of_conversation(self, conversation_id: str) -> Sequence[Run]:
        """There are no others."""
        return ()

    async def forget(self, conversation_id: str) -> None:
        """There is nothing to drop."""
