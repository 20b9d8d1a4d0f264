"""Remove what a reasoning model thinks aloud: `<think> ... </think>` never reaches the student."""

from __future__ import annotations

import re

_NAMES = ("think", "thinking", "thought", "thoughts", "reasoning", "reflection")
_NAME = "|".join(sorted(_NAMES, key=len, reverse=True))
_TAG = re.compile(
    rf"<\s?(?P<a>/?)\s?(?:{_NAME})\s?>|◁\s?(?P<b>/?)\s?(?:{_NAME})\s?▷|\[(?P<c>/?)THINK\]",
    re.IGNORECASE,
)
_BEGUN = re.compile(r"[<◁\[]\s?/?\s?(?P<name>[a-z]*)\s?\Z", re.IGNORECASE)


class ReasoningFilter:
    """Lets text pass, piece by piece, but for what stands between the tags, which may be nested.

    A closing tag that nothing opened (a model whose prompt ended in the opening one) means that
    all before it was thought: `restarted` is then true, until it is asked for.
    """

    def __init__(self) -> None:
        self._held = ""
        self._depth = 0
        self._restarted = False

    def feed(self, text: str) -> str:
        """Add a piece; returns what may be shown so far."""
        self._held += text
        shown = ""
        while tag := _TAG.search(self._held):
            shown += "" if self._depth else self._held[: tag.start()]
            self._held = self._held[tag.end() :]
            if not (tag["a"] or tag["b"] or tag["c"]):
                self._depth += 1
            elif self._depth:
                self._depth -= 1
            else:
                shown, self._restarted = "", True
        safe = self._safe()
        if not self._depth:
            shown += self._held[:safe]
        self._held = self._held[safe:]
        return shown

    def restarted(self) -> bool:
        """Whether, since the last time of asking, it came out that all before was thought."""
        restarted, self._restarted = self._restarted, False
        return restarted

    def flush(self) -> str:
        """What is left at the end; thoughts that were never closed stay hidden."""
        rest = "" if self._depth else self._held
        self._held = ""
        return rest

    def _safe(self) -> int:
        """Length of what is held without the beginning of a tag at its end."""
        begun = _BEGUN.search(self._held)
        if begun and any(name.startswith(begun["name"].lower()) for name in _NAMES):
            return begun.start()
        return len(self._held)
