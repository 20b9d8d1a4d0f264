"""Several servers of one language model as one: which of them a turn asks, which are left out.

A turn asks the server that its conversation asked before, whose cache has its words; another one
where that is much busier. A server that fails is left out, looked at again after a while
(`model_watch.py`), and its turn goes on elsewhere. One server alone is never left out.
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
"""Of a server's slots: how much busier than the least busy one a conversation's own may be."""
REMEMBERED = 10_000  # conversations whose server is known
FIRST_OUT, LONGEST_OUT = 1.0, 30.0  # seconds for which a server is left out; doubled each time


class Asker(NamedTuple):
    """Whose request it is: a conversation, and the turn of it."""

    conversation: str = ""
    turn: str = ""


NOBODY = Asker()


class Member:
    """One server of a pool, and what is known of it."""

    def __init__(self, server: ModelServer, slots: int | None) -> None:
        self.server = server
        self.slots = slots  # requests that it answers at once; None: not known
        self.running = 0  # of our requests
        self.others = 0  # of requests that others had sent when it was last looked at
        self.answered = 0  # of our requests, in all
        self.failed = 0
        self.failures = 0  # in a row
        self.out_until: float | None = None  # on the monotonic clock; None: it is in use

    @property
    def name(self) -> str:
        """Where it is: host:port."""
        return self.server.name

    @property
    def places(self) -> int:
        """Its slots; one where it does not say."""
        return self.slots or 1

    @property
    def busy(self) -> int:
        """The requests that it works on or has waiting, as far as is known."""
        return self.running + self.others

    @property
    def load(self) -> float:
        """The same as a share of its slots."""
        return self.busy / self.places

    @contextmanager
    def asked(self) -> Iterator[None]:
        """While a request of ours is being answered."""
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
    """The servers that answer for one model; raises `ModelUnavailable` where none does."""

    def __init__(
        self,
        servers: Sequence[ModelServer],
        *,
        slots: int | None = None,
        first_out: float = FIRST_OUT,
        longest_out: float = LONGEST_OUT,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`slots`: of each server, where that is set and not to be asked; the rest in seconds."""
        self.members = [Member(server, slots) for server in servers]
        self.alone = len(self.members) == 1
        self._slots = slots
        self._first_out = first_out
        self._longest_out = longest_out
        self._clock = clock
        self._last: OrderedDict[str, tuple[Member, str]] = OrderedDict()

    @property
    def up(self) -> list[Member]:
        """Those that are not left out."""
        return [member for member in self.members if member.out_until is None]

    def choose(self, asker: Asker = NOBODY) -> Member:
        """The server for a request; all requests of a turn go to the same one while that is up."""
        if self.alone:
            return self.members[0]
        # better a request to one that may be down than none at all
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
        """While a request is prepared: it counts for its server, so that many at once spread."""
        member = self.choose(asker)
        member.running += 1
        try:
            yield
        finally:
            member.running -= 1

    def instead_of(self, failed: Member, asker: Asker) -> Member:
        """The server that goes on with a turn; the same one where all are left out."""
        return self.choose(asker) if self.up else failed

    def leave_out(self, member: Member) -> None:
        """It has failed: ask it nothing for a while, longer each time until it answers again."""
        out_already = member.out_until is not None and not self.is_due(member)
        if self.alone or out_already:  # of many requests that fail at once, the first counts
            return
        seconds = min(self._first_out * 2**member.failures, self._longest_out)
        member.failures += 1
        member.others = 0
        member.out_until = self._clock() + seconds

    def take_back(self, member: Member) -> None:
        """It is well again."""
        member.out_until = None

    def is_due(self, member: Member) -> bool:
        """Whether one that is left out is to be looked at again."""
        return member.out_until is not None and self._clock() >= member.out_until

    async def model(self) -> str:
        """The models' names, of the servers that are up; one name where all serve the same."""
        if self.alone:
            return await self.members[0].server.model()
        answers = [member.server.model() for member in self.up or self.members]
        told = await asyncio.gather(*answers, return_exceptions=True)
        if names := [name for name in told if isinstance(name, str)]:
            return ", ".join(dict.fromkeys(names))
        raise _error(told)

    async def context(self) -> int:
        """Tokens that one request may use, answer included, whoever answers it."""
        if self.alone:
            return await self.members[0].server.context()
        unknown = [m for m in self.up or self.members if m.server.known_context is None]
        told = await asyncio.gather(*map(self._context_of, unknown), return_exceptions=True)
        if known := [m.server.known_context for m in self.members if m.server.known_context]:
            return min(known)
        raise _error(told)

    async def slots(self) -> int | None:
        """Requests that those that are up answer at once; None where nobody says."""
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
            except Slow:  # all its threads are at work
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
        """What a server said of itself before it was down."""
        member.server.forget()
        member.slots = self._slots

    async def close(self) -> None:
        """Give back the connections."""
        await asyncio.gather(*(member.server.close() for member in self.members))


def _chosen(up: Sequence[Member], last: Member | None, conversation: str) -> Member:
    free = [member for member in up if member.busy < member.places] or up
    ranked = sorted(free, key=lambda member: _rank(conversation, member), reverse=True)
    least = min(ranked, key=lambda member: member.load)
    # several processes agree on it, and few conversations move when a server comes or goes
    own = last if last and last in up else max(up, key=lambda member: _rank(conversation, member))
    return own if own in free and conversation and own.load - least.load <= MUCH else least


def _rank(conversation: str, member: Member) -> bytes:
    """Rendezvous hashing (Thaler and Ravishankar, 1998): the server of the highest rank."""
    return blake2b(f"{conversation} {member.name}".encode(), digest_size=8).digest()


def _error(told: Sequence[object]) -> BaseException:
    """What went wrong: of our errors the first, else whatever it was."""
    errors = [error for error in told if isinstance(error, BaseException)]
    return next((error for error in errors if isinstance(error, ModelUnavailable)), errors[0])
