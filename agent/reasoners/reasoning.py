"""Remove what a reasoning model thinks aloud: `<think> ... </think>` never reaches the student."""

from __future__ import annotations

OPEN, CLOSE = "<think>", "</think>"


class ReasoningFilter:
    """Lets text pass, piece by piece, but for what stands between the tags."""

    def __init__(self) -> None:
        self._held = ""
        self._thinking = False

    def feed(self, text: str) -> str:
        """Add a piece; returns what may be shown so far."""
        self._held += text
        shown = ""
        while True:
            tag = CLOSE if self._thinking else OPEN
            before, found, after = self._held.partition(tag)
            if not found:
                break
            shown += "" if self._thinking else before
            self._held, self._thinking = after, not self._thinking
        safe = len(self._held) - _overlap(self._held, tag)
        if not self._thinking:
            shown += self._held[:safe]
        self._held = self._held[safe:]
        return shown

    def flush(self) -> str:
        """What is left at the end; thoughts that were never closed stay hidden."""
        rest = "" if self._thinking else self._held
        self._held = ""
        return rest


def _overlap(text: str, tag: str) -> int:
    """Length of the longest end of `text` with which `tag` begins."""
    return next((n for n in range(len(tag) - 1, 0, -1) if text.endswith(tag[:n])), 0)
