"""Removes a model's reasoning, `<think> ... </think>`, which never reaches the student."""

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
    """Passes text on, piece by piece, without the parts inside the tags, which may be nested.

    A closing tag without an opening one (if the prompt ended with it) means that all text before it
    was reasoning: `restarted` is then true once.
    """

    def __init__(self) -> None:
        self._held = ""
        self._depth = 0
        self._restarted = False

    def feed(self, text: str) -> str:
        """Add a piece; returns the text that can be shown."""
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
        """Whether all text since the last call turned out to be reasoning."""
        restarted, self._restarted = self._restarted, False
        return restarted

    def flush(self) -> str:
        """The remaining text; unclosed reasoning stays hidden."""
        rest = "" if self._depth else self._held
        self._held = ""
        return rest

    def _safe(self) -> int:
        """Length of the buffer without the start of a tag at its end."""
        begun = _BEGUN.search(self._held)
        if begun and any(name.startswith(begun["name"].lower()) for name in _NAMES):
            return begun.start()
        return len(self._held)
