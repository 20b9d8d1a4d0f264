"""Finds citation markers like `[2]` in streamed text, except in code.

An image becomes a link, because loading it would reveal the reader to its host.
"""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator
from contextlib import aclosing

from agent.reasoner import Cite, Notice
from agent.types import Usage

_NUMBERS = r"\[\s*\d{1,3}(?:\s*[,;]\s*\d{1,3})*\s*\]"
_TOKEN = re.compile(rf"```|`|{_NUMBERS}|!(?!{_NUMBERS})\[|.", re.DOTALL)
_PARTIAL = re.compile(r"(?:`{1,2}|!|!?\[[\d\s,;]{0,24})\Z")


async def with_citations(
    answer: AsyncGenerator[str | Notice | Usage],
) -> AsyncGenerator[str | Cite | Notice | Usage]:
    """A model's words as they come, with the citations in them."""
    markers = MarkerParser()
    async with aclosing(answer) as pieces:
        async for piece in pieces:
            if isinstance(piece, str):
                for part in markers.feed(piece):
                    yield part
                continue
            markers, rest = MarkerParser(), markers.flush()
            for part in () if piece == Notice("discard") else rest:
                yield part
            yield piece


class MarkerParser:
    """Splits text into text and citations; `[1, 3]` is two citations."""

    def __init__(self) -> None:
        self._held = ""
        self._code = ""  # the fence of the current code, ``` or `, else ""

    def feed(self, text: str) -> list[str | Cite]:
        """Add a piece; returns the complete parts."""
        self._held += text
        partial = _PARTIAL.search(self._held)
        cut = partial.start() if partial else len(self._held)
        ready, self._held = self._held[:cut], self._held[cut:]
        return self._parse(ready)

    def flush(self) -> list[str | Cite]:
        """The remaining parts."""
        ready, self._held = self._held, ""
        return self._parse(ready)

    def _parse(self, text: str) -> list[str | Cite]:
        pieces: list[str | Cite] = []
        plain = ""
        for token in _TOKEN.findall(text):
            if token in ("```", "`") and self._code in ("", token):
                self._code = "" if self._code else token
            elif token == "\n" and self._code == "`":
                self._code = ""  # a back-quote without its partner
            if token == "![" and not self._code:
                plain += "["
            elif len(token) > 1 and token[0] == "[" and not self._code:
                pieces += [plain] if plain else []
                pieces += [Cite(int(number)) for number in re.findall(r"\d+", token)]
                plain = ""
            else:
                plain += token
        return [*pieces, plain] if plain else pieces
