"""One line of a quote as HTML, for the card of a source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from agent.types import Citation
from api.page.markdown import inline
from api.page.source_view import WRITTEN_IN_MARKDOWN

LONGEST = 160  # characters

_LEAD = re.compile(r"^(?:[-*+>#]+|\d{1,3}[.)])\s+|^\|\s*|\s*\|$")
_EMPTY = re.compile(r"^(?:[\s|:*`~_=#-]*|(?:```|~~~)\s*\w+)$")
_RULE = re.compile(r"^\|[\s|:-]+$")
_CELLS = re.compile(r"\s*\|\s*")


def with_lines(citations: Iterable[Citation]) -> list[dict[str, Any]]:
    """The citations, each with the first line of its quote in `line`."""
    return [with_line(citation) for citation in citations]


def with_line(citation: Mapping[str, Any]) -> dict[str, Any]:
    """One citation with its `line`: sanitised HTML, "" if the quote has no words."""
    text = first_line(citation["quote"])
    markdown = str(citation["source"]).lower().endswith(WRITTEN_IN_MARKDOWN)
    return {**citation, "line": inline(text, written_in_markdown=markdown) if text else ""}


def first_line(quote: str) -> str:
    """The first line with words, without its bullet; the cells of a row side by side.

    Of a table with one row below its header, that row.
    """
    lines = [line.strip() for line in quote.splitlines() if line.strip()]
    if len(lines) == 3 and lines[0].startswith("|") and _RULE.match(lines[1]):
        lines = lines[2:]
    line = next((line for line in lines if not _EMPTY.match(line)), "")
    row = line.startswith("|")
    line = _LEAD.sub("", _LEAD.sub("", line)) if row else _LEAD.sub("", line, count=1)
    line = _CELLS.sub(" · ", line) if row else line
    if len(line) <= LONGEST:
        return line
    return line[:LONGEST].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
