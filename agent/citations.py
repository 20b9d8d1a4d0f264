"""From a marker in an answer to the words in the materials that support it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote as url_quote

from agent.language import content_stems
from agent.sentences import sentences
from agent.types import Citation, Passage

SUPPORTED = 0.5
"""Least share of a sentence's content words that its passage must hold."""
LONGEST_QUOTE = 600  # characters; beyond that only the best-supporting stretch is quoted

_SPACE = re.compile(r"\s+")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")


@dataclass(frozen=True, slots=True)
class Support:
    """How far a passage supports a statement, and with which of its words."""

    share: float  # of the statement's content words, 0 to 1; 0 where a number is missing
    start: int  # of the supporting stretch in the passage's text
    end: int


def support(statement: str, passage: Passage) -> Support:
    """Compare one statement with one passage, by words and numbers."""
    text = passage["text"]
    literal = _find(statement, text)
    if literal:
        return Support(1.0, *literal)
    wanted = set(content_stems(statement))
    context = f"{passage['title']} {passage['section']} {text}"
    share = _share(wanted, context)
    if set(_NUMBER.findall(statement)) - set(_NUMBER.findall(context)):
        share = 0.0
    spans = [(span.start, span.end) for span in sentences(text)] or [(0, len(text))]
    start, end = max(spans, key=lambda span: _share(wanted, text[span[0] : span[1]]))
    return Support(share, start, end)


def cite(n: int, passage: Passage, supports: Sequence[Support]) -> Citation:
    """The citation of a passage by what it supports; the quote covers all of it where short."""
    start = min(found.start for found in supports)
    end = max(found.end for found in supports)
    if end - start > LONGEST_QUOTE:
        best = max(supports, key=lambda found: found.share)
        start, end = best.start, best.end
    return Citation(
        n=n,
        document_id=passage["document_id"],
        source=passage["source"],
        course=passage["course"],
        title=passage["title"],
        section=passage["section"],
        page=passage["page"],
        quote=passage["text"][start:end],
        start=start,
        end=end,
        url=link(passage),
        passage_id=passage["id"],
    )


def link(passage: Passage) -> str:
    """Where the page shows the passage: a PDF at its page, else the document at its passage."""
    document = f"/api/documents/{url_quote(passage['document_id'])}"
    if passage["source"].lower().endswith(".pdf"):
        return f"{document}/file#page={passage['page']}"
    return f"{document}/view#{anchor(passage['id'])}"


def anchor(passage_id: str) -> str:
    """The passage's place in the view of its document."""
    return "p" + passage_id.rsplit(":", 1)[-1]


def _find(statement: str, text: str) -> tuple[int, int] | None:
    """Where the statement stands to the letter, white space aside."""
    words = statement.split()
    if not words:
        return None
    found = re.search(r"\s+".join(map(re.escape, words)), text)
    return found.span() if found else None


def _share(wanted: set[str], text: str) -> float:
    if not wanted:
        return 0.0
    return len(wanted & set(content_stems(text))) / len(wanted)
