"""Several servers of one language model as a pool: load balancing and failover.

A turn uses the server of its conversation, whose prompt cache has the earlier text, unless another
one is much less busy. A failed server is skipped and checked again later (`pool_checks.py`), and
its turn continues elsewhere. A single server is never skipped.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from typing import NamedTuple

from langchain_core.messages import BaseMessage

from agent.errors import ModelUnavailable
from agent.llm.prompt_size import estimate
from agent.llm.server import ModelServer
from agent.llm.server_errors import Refused, Slow

MUCH = 0.5
"""Share of its slots by which a conversation's server may be busier than the least busy one."""
REMEMBERED = 10_000  # conversations with a known server
FIRST_OUT, LONGEST_OUT = 1.0, 30.0  # seconds for which a failed server is skipped; doubles


class Asker(NamedTuple):
    """The conversation and turn of a request."""

    conversation: str = ""
    turn: str = ""


NOBODY = Asker()


class Member:
    """A server of the pool and its state."""

    def __init__(self, server: ModelServer, slots: int | None) -> None:
        self.server = server
        self.slots = slots  # concurrent requests; None: unknown
        self.running = 0  # our running requests
        self.others = 0  # running requests of other clients at the last check
        self.answered = 0  # our answered requests
        self.failed = 0
        self.failures = 0  # in a row
        self.out_until: float | None = None  # on the monotonic clock; None: in use

    @property
    def name(self) -> str:
        """host:port."""
        return self.server.name

    @property
    def places(self) -> int:
        """Its slots; 1 if unknown."""
        return self.slots or 1

    @property
    def busy(self) -> int:
        """Its running and waiting requests, as far as known."""
        return self.running + self.others

    @property
    def load(self) -> float:
        """Its busy share of slots."""
        return self.busy / self.places

    @contextmanager
    def asked(self) -> Iterator[None]:
        """Counts a request of ours while it is being answered."""
        self.running += 1
        try:
            yield
        except Refused:
            raise
        except ModelUnavailable:
            self.failed += 1
            raise
        else:
            self.answered += 1
            self.failures = 0
        finally:
            self.running -= 1


class ModelPool:
    """The servers of one model; raises `ModelUnavailable` if none answers."""

    def __init__(
        self,
        servers: Sequence[ModelServer],
        *,
        slots: int | None = None,
        first_out: float = FIRST_OUT,
        longest_out: float = LONGEST_OUT,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`slots`: per server, if configured; the others in seconds."""
        self.members = [Member(server, slots) for server in servers]
        self.alone = len(self.members) == 1
        self._slots = slots
        self._first_out = first_out
        self._longest_out = longest_out
        self._clock = clock
        self._last: OrderedDict[str, tuple[Member, str]] = OrderedDict()

    @property
    def up(self) -> list[Member]:
        """The servers that are not skipped."""
        return [member for member in self.members if member.out_until is None]

    def choose(self, asker: Asker = NOBODY) -> Member:
        """The server for a request; all requests of a turn go to the same one while it is up."""
        if self.alone:
            return self.members[0]
        # a server that may be down is better than none
        up = self.up or [min(self.members, key=lambda m: (m.failures, m.out_until or 0.0))]
        last, turn = self._last.get(asker.conversation, (None, ""))
        if last in up and asker.turn and turn == asker.turn:
            return last
        chosen = _chosen(up, last, asker.conversation)
        if asker.conversation:
            self._last[asker.conversation] = chosen, asker.turn
            self._last.move_to_end(asker.conversation)
            if len(self._last) > REMEMBERED:
                self._last.popitem(last=False)
        return chosen

    @contextmanager
    def expecting(self, asker: Asker) -> Iterator[None]:
        """Counts a request for its server while it is prepared, so that concurrent ones spread."""
        member = self.choose(asker)
        member.running += 1
        try:
            yield
        finally:
            member.running -= 1

    def instead_of(self, failed: Member, asker: Asker) -> Member:
        """The server that continues a turn; the same one if all are skipped."""
        return self.choose(asker) if self.up else failed

    def leave_out(self, member: Member) -> None:
        """Skip a failed server for a while, longer each time until it answers again."""
        out_already = member.out_until is not None and not self.is_due(member)
        if self.alone or out_already:  # of many simultaneous failures, only the first counts
            return
        seconds = min(self._first_out * 2**member.failures, self._longest_out)
        member.failures += 1
        member.others = 0
        member.out_until = self._clock() + seconds

    def take_back(self, member: Member) -> None:
        """Use a server again."""
        member.out_until = None

    def is_due(self, member: Member) -> bool:
        """Whether a skipped server is due for a check."""
        return member.out_until is not None and self._clock() >= member.out_until

    async def model(self) -> str:
        """The names of the models on all servers that are up, without duplicates."""
        if self.alone:
            return await self.members[0].server.model()
        answers = [member.server.model() for member in self.up or self.members]
        results = await asyncio.gather(*answers, return_exceptions=True)
        if names := [name for name in results if isinstance(name, str)]:
            return ", ".join(dict.fromkeys(names))
        raise _error(results)

    async def context(self) -> int:
        """Tokens that a request may use on any server, including the answer."""
        if self.alone:
            return await self.members[0].server.context()
        unknown = [m for m in self.up or self.members if m.server.known_context is None]
        results = await asyncio.gather(*map(self._context_of, unknown), return_exceptions=True)
        if known := [m.server.known_context for m in self.members if m.server.known_context]:
            return min(known)
        raise _error(results)

    async def slots(self) -> int | None:
        """Concurrent requests of all servers that are up; None if unknown."""
        if self.alone:
            return await self.members[0].server.slots()
        for member in self.up:
            member.slots = member.slots or await member.server.slots() or 1
        return sum(member.places for member in self.up) or None

    async def prompt_tokens(self, messages: Sequence[BaseMessage], asker: Asker) -> int:
        """Tokens of a prompt: see `ModelServer.prompt_tokens`."""
        if self.alone:
            return await self.members[0].server.prompt_tokens(messages)
        for _ in self.members:
            member = self.choose(asker)
            try:
                return await member.server.count(messages)
            except Slow:  # all its threads are busy
                break
            except ModelUnavailable:
                self.leave_out(member)
        return estimate(messages)

    async def _context_of(self, member: Member) -> int:
        try:
            return await member.server.context()
        except ModelUnavailable:
            self.leave_out(member)
            raise

    def forget(self, member: Member) -> None:
        """Drop the cached properties of a server after it was down."""
        member.server.forget()
        member.slots = self._slots

    async def close(self) -> None:
        """Close the connections."""
        await asyncio.gather(*(member.server.close() for member in self.members))


def _chosen(up: Sequence[Member], last: Member | None, conversation: str) -> Member:
    free = [member for member in up if member.busy < member.places] or up
    ranked = sorted(free, key=lambda member: _rank(conversation, member), reverse=True)
    least = min(ranked, key=lambda member: member.load)
    # all processes agree, and few conversations move when a server comes or goes
    own = last if last and last in up else max(up, key=lambda member: _rank(conversation, member))
    return own if own in free and conversation and own.load - least.load <= MUCH else least


def _rank(conversation: str, member: Member) -> bytes:
    """Rendezvous hashing (Thaler and Ravishankar, 1998): the server with the highest rank."""
    return blake2b(f"{conversation} {member.name}".encode(), digest_size=8).digest()


def _error(results: Sequence[object]) -> BaseException:
    """The first of our errors, else the first exception."""
    errors = [error for error in results if isinstance(error, BaseException)]
    return next((error for error in errors if isinstance(error, ModelUnavailable)), errors[0])
