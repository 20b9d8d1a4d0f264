"""Citations in an answer for a program, and the list of links that closes it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agent.page_label import page_label
from agent.types import Citation

_MARKER = re.compile(r"\[(\d{1,3})\](?!\()")
_CODE = re.compile(r"(```.*?(?:```|\Z)|`[^`\n]*`)", re.DOTALL)
_NUMBERED = re.compile(r"<source\b[^>]*\bid=\"(\d{1,3})\"", re.IGNORECASE)


def numbered_in(texts: Sequence[str]) -> int:
    """The highest number that a program gives the files it sends along; 0 without any.

    Open WebUI links `[1]` to its own first file, so that ours have the numbers behind.
    """
    return max((int(n) for text in texts for n in _NUMBERED.findall(text)), default=0)


@dataclass(frozen=True, slots=True)
class Sources:
    """Writes the citations of an answer."""

    site: str  # prefix of the links
    behind: int = 0  # numbers that stand for files of the program

    def piece(self, token: Mapping[str, Any]) -> str:
        """The text of a streamed token; a marker has its number here."""
        text = str(token["text"])
        return _MARKER.sub(self._moved, text) if token.get("cites") else text

    def answer(self, text: str, citations: Sequence[Citation]) -> str:
        """A whole answer, its markers with their numbers here; code stays as it is."""
        known = {str(citation["n"]) for citation in citations}

        def moved(marker: re.Match[str]) -> str:
            return self._moved(marker) if marker[1] in known else marker[0]

        parts = _CODE.split(text)
        return "".join(
            part if at % 2 else _MARKER.sub(moved, part) for at, part in enumerate(parts)
        )

    def listed(self, citations: Sequence[Citation]) -> str:
        """The citations as a closing list of links; "" without citations."""
        lines = [self._line(citation) for citation in citations]
        return "\n\nSources:\n" + "\n".join(lines) if lines else ""

    def _moved(self, marker: re.Match[str]) -> str:
        return f"[{int(marker[1]) + self.behind}]"

    def _line(self, citation: Citation) -> str:
        page = page_label(citation["source"], citation["page"])
        title = citation["title"].translate({ord(mark): None for mark in "[]"})
        place = ", ".join(part for part in (title, page) if part)
        address = f"{self.site.rstrip('/')}{citation['url']}"
        return f"- [[{citation['n'] + self.behind}] {place}]({address})"
