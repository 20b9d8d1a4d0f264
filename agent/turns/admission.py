"""One fair queue in front of the model: a fixed number of turns run, the others wait.

Users take turns (round robin); each user's questions are answered in order of arrival.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from itertools import chain, zip_longest

from agent.errors import TooBusy

GUESS = 5.0  # seconds per turn, until one has been measured


class Admission:
    """Hands out places; `length` is the maximum number of running and waiting turns."""

    def __init__(
        self,
        slots: int = 1,
        *,
        length: int = 100,
        patience: float = 120.0,
        measure: Callable[[], Awaitable[int | None]] | None = None,
        varies: bool = False,
    ) -> None:
        """`patience` is in seconds; `measure` returns the slots of the model's server, once known.

        `varies`: servers come and go, so `measure` is called before every turn.
        """
        self.slots = slots
        self._length = length
        self._patience = patience
        self._measure = measure
        self._varies = varies
        self._admitted: set[Place] = set()
        self._waiting: dict[str, deque[Place]] = {}  # user -> places; whose turn it is, first
        self._seconds = GUESS

    @property
    def waiting(self) -> int:
        """The number of turns that wait."""
        return sum(map(len, self._waiting.values()))

    @property
    def running(self) -> int:
        """The number of running turns."""
        return len(self._admitted)

    async def learn(self) -> None:
        """Ask the server for its slots, until it has answered."""
        if self._measure and (slots := await self._measure()):
            self.slots = slots
            if not self._varies:
                self._measure = None
            self._advance()

    async def join(self, user: str) -> Place:
        """A place at the end; raises `TooBusy` if the queue is full."""
        if self.running + self.waiting >= max(self._length, self.slots):
            raise self._busy(f"{self.running + self.waiting} questions are already being answered.")
        place = Place(self, user)
        self._waiting.setdefault(user, deque()).append(place)
        self._advance()
        return place

    async def admitted(self, place: Place, moved: Callable[[int], None]) -> None:
        """Return when it is this place's turn; `moved(position)` is called at each step until then.

        Raises `TooBusy` if that takes too long.
        """
        try:
            async with asyncio.timeout(self._patience):
                while place.position:
                    place.changed.clear()
                    moved(place.position)
                    await place.changed.wait()
        except TimeoutError as error:
            raise self._busy("The question waited too long for its turn.") from error

    def leave(self, place: Place) -> None:
        """Give the place to the next one."""
        if place in self._admitted:
            self._admitted.discard(place)
            self._learn(place)
        elif place in (own := self._waiting.get(place.user, deque())):
            own.remove(place)
        self._advance()

    async def close(self) -> None:
        """Remove all places."""

    def _advance(self) -> None:
        while len(self._admitted) < self.slots and (place := self._next()):
            self._admitted.add(place)
            self._take(place, 0)
        for position, place in enumerate(self._in_order(), start=1):
            place.move(position)

    def _next(self) -> Place | None:
        for user, own in list(self._waiting.items()):
            del self._waiting[user]
            if own:
                place = own.popleft()
                if own:
                    self._waiting[user] = own  # after all others
                return place
        return None

    def _in_order(self) -> Iterator[Place]:
        rounds = zip_longest(*self._waiting.values())
        return (place for place in chain.from_iterable(rounds) if place)

    @staticmethod
    def _take(place: Place, position: int) -> None:
        """Set a place's position; 0 admits it."""
        if position == 0 and place.position != 0:
            place.since = time.monotonic()
        place.move(position)

    def _learn(self, place: Place) -> None:
        """Update the average time of a turn with one that has ended."""
        if place.since:
            self._seconds += (time.monotonic() - place.since - self._seconds) / 8

    def _busy(self, message: str, ahead: int | None = None) -> TooBusy:
        ahead = self.running + self.waiting if ahead is None else ahead
        seconds = max(1, math.ceil(self._seconds * ahead / self.slots / 2))
        return TooBusy(message, f"Try again in {seconds} seconds.", retry_after=seconds)


class Place:
    """A turn's place: 0 when it is admitted, 1 for the next one, ..."""

    def __init__(self, admission: Admission, user: str) -> None:
        self.user = user
        self.position = -1
        self.since = 0.0
        self.changed = asyncio.Event()
        self._admission = admission

    def move(self, position: int) -> None:
        """Take another position."""
        if position != self.position:
            self.position = position
            self.changed.set()

    def leave(self) -> None:
        """Remove it from the queue."""
        self._admission.leave(self)
