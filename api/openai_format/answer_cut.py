"""Ends an answer at `max_tokens`, or before a stop sequence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

Offsets = Callable[[str], Sequence[tuple[int, int]]]
"""Start and end of each token of a text, in characters."""


class Cut:
    """Passes on the pieces of an answer up to its end."""

    def __init__(self, offsets: Offsets, tokens: int | None = None, stops: Sequence[str] = ()):
        """`tokens`: the maximum number; `stops`: texts that end the answer."""
        self._offsets = offsets
        self._tokens = tokens
        self._stops = [stop for stop in stops if stop]
        self._behind = max((len(stop) for stop in self._stops), default=1) - 1
        self._held = ""  # may be the beginning of a stop sequence
        self.text = ""
        """The text passed on."""
        self.full = False
        """Whether the answer was cut; nothing more is passed on."""
        self.reason: Literal["stop", "length"] = "stop"

    def take(self, piece: str, last: bool = False) -> str:
        """The text that can be passed on after this piece; all of it after the `last` one."""
        if self.full:
            return ""
        self._held += piece
        found = [at for stop in self._stops if (at := self._held.find(stop)) >= 0]
        if found:
            self._held, self.full = self._held[: min(found)], True
        ready = len(self._held) if last or self.full else max(0, len(self._held) - self._behind)
        passed, self._held = self._held[:ready], self._held[ready:]
        passed = self._within(passed)
        self.text += passed
        return passed

    def _within(self, passed: str) -> str:
        whole = self.text + passed
        if self._tokens is None or len(whole) <= self._tokens:  # a token has a character at least
            return passed
        offsets = self._offsets(whole)
        if len(offsets) <= self._tokens:
            return passed
        self.full, self.reason = True, "length"
        end = offsets[self._tokens - 1][1]
        return passed[: max(0, end - len(self.text))]
