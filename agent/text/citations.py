"""From a marker in an answer to the words in the materials that support it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote as url_quote

from agent.text.claims import contradicts, meant, names, numbers, numbers_known
from agent.text.english_words import stems
from agent.text.sentences import sentences
from agent.types import Citation, Passage

SUPPORTED = 0.5
"""Least share of a sentence's content words that its passage must have."""
NEAR = 0.8
"""Of the best sentence's share: sentences that may be the one that is meant."""
LONGEST_QUOTE = 600  # characters; beyond that only the best-supporting stretch is quoted

_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Support:
    """How well a passage supports a statement, and the supporting words."""

    share: float  # of the statement's content words, 0 to 1; 0 if something contradicts it
    start: int  # of the supporting stretch in the passage's text
    end: int


def support(statement: str, passage: Passage, question: str = "") -> Support:
    """Compares one statement with one passage: words, numbers, names and negations.

    A number or a name that neither the passage nor the question has counts against the statement,
    and so does a negation on one side only.
    """
    text = passage["text"]
    literal = find(statement, text)
    if literal:
        return Support(1.0, *literal)
    wanted = meant(statement)
    context = f"{passage['title']} {passage['section']} {text}"
    share = _share(wanted, context)
    spans = _spans(text)
    shares = [_share(wanted, text[start:end]) for start, end in spans]
    start, end = spans[shares.index(max(shares))]
    near = [span for span, part in zip(spans, shares, strict=True) if part >= NEAR * max(shares)]
    known = f"{context} {question}"
    if (
        numbers(statement) - numbers_known(known)
        or names(statement) - _stems(known)
        or all(contradicts(statement, text[first:last]) for first, last in near)
    ):
        share = 0.0
    return Support(share, start, end)


def cite(n: int, passage: Passage, supports: Sequence[Support]) -> Citation:
    """The citation of a passage for its statements; the quote covers all of them if short."""
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
    """The URL at which the page shows the passage: a PDF at its page, else the document's view."""
    document = f"/api/documents/{url_quote(passage['document_id'])}"
    if passage["source"].lower().endswith(".pdf"):
        return f"{document}/file#page={passage['page']}"
    return f"{document}/view#{anchor(passage['id'])}"


def anchor(passage_id: str) -> str:
    """The passage's place in the view of its document."""
    return "p" + passage_id.rsplit(":", 1)[-1]


def find(statement: str, text: str) -> tuple[int, int] | None:
    """The span of the verbatim statement, ignoring white space and escaped brackets."""
    for variant in dict.fromkeys((statement, statement.replace("\\[", "[").replace("\\!", "!"))):
        words = variant.split()
        if not words or not all(word in text for word in words):
            continue  # most are not there, and a pattern takes longer to make than this
        if found := re.search(r"\s+".join(map(re.escape, words)), text):
            return found.span()
    return None


def _share(wanted: frozenset[str], text: str) -> float:
    return len(wanted & meant(text)) / len(wanted) if wanted else 0.0


@lru_cache(maxsize=100)
def _spans(text: str) -> list[tuple[int, int]]:
    return [(span.start, span.end) for span in sentences(text)] or [(0, len(text))]


@lru_cache(maxsize=100)
def _stems(text: str) -> frozenset[str]:
    return frozenset(stems(text))
