"""Whether a passage says what a statement says: the strict check before a student sees it.

Words in common are not enough. They must stand together, in one sentence or two that follow each
other, and be said of the same thing; numbers, dates, names and orders of growth must be there too;
and nothing may be denied, turned round or widened.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from agent.text.citations import Support, find
from agent.text.claims import contradicts, meant, names, numbers, numbers_known
from agent.text.clauses import about, clauses, subject_of
from agent.text.dates import WEEKDAYS
from agent.text.language import FRAME_STEMS, forms, stem, stems, word_set
from agent.text.opposites import growths, opposed
from agent.text.sentences import sentences
from agent.types import Passage

GROUNDED = 0.72
"""Least share of a clause's words that must stand together in the passage."""
LINKS = frozenset(map(stem, word_set(
    """also another allow common commonly certain consist contain create defined defines essentially
    following general generally has have important include includes including involve known mean
    means note one often order particular perform possible process provide refer represent simply
    specific specify state type typically various well give given based course material passage say
    says according mention student"""
)))  # fmt: skip
"""Words with which models join what they say; they state nothing of their own."""
MONTHS = word_set(
    "january february march april june july august september october november december"
)
NOTHING = Support(0.0, 0, 0)


def ground(statement: str, passage: Passage, question: str = "") -> Support:
    """How far a passage says a statement: the least share of its clauses, and where it says most.

    The share is 0 where anything speaks against it, 1 for the passage's own words.
    """
    text = passage["text"]
    if literal := find(statement, text):
        return Support(1.0, *literal)
    heading = f"{passage['title']} {passage['section']}"
    found = [
        _clause(clause.text, text, heading, question)
        for clause in clauses(statement)
        if _carrying(clause.text)
    ]
    if not found or any(each.share == 0 for each in found):
        return NOTHING
    return Support(
        min(each.share for each in found),
        min(each.start for each in found),
        max(each.end for each in found),
    )


def _clause(clause: str, text: str, heading: str, question: str) -> Support:
    best = NOTHING
    exact = numbers(clause) or growths(clause)  # must stand in one sentence with the rest
    for start, end in _windows(text, 1 if exact else 2):
        share = _share(clause, text[start:end], heading, question)
        if share > best.share or (share and share == best.share and end - start < _size(best)):
            best = Support(share, start, end)
    return best


def _share(clause: str, window: str, heading: str, question: str) -> float:
    """The share of a clause's words in a window; 0 where the window does not say it."""
    wanted = _carrying(clause)
    theirs = about(window, subject_of(clause))
    share = len(wanted & (meant(theirs) | meant(heading))) / len(wanted)
    known = f"{window} {heading}"
    if (
        share < GROUNDED
        or not wanted & meant(theirs)
        or numbers(clause) - numbers_known(known)
        or names(clause) - set(stems(f"{known} {question}"))
        or _calendar(clause) - _calendar(known)
        or contradicts(clause, theirs)
        or opposed(clause, theirs)
    ):
        return 0.0
    return share


def _calendar(text: str) -> set[str]:
    """The months and weekdays that a text names."""
    return {word for word in forms(text) if word in MONTHS or word in WEEKDAYS}


@lru_cache(maxsize=500)
def _carrying(text: str) -> frozenset[str]:
    """The words that say something; all that carry meaning where these are none."""
    return (meant(text) - LINKS - FRAME_STEMS) or meant(text)


@lru_cache(maxsize=100)
def _windows(text: str, most: int) -> list[tuple[int, int]]:
    """Each sentence, list item, row or block of code; then each `most` that follow each other."""
    return list(_each(text, most)) or [(0, len(text))]


def _each(text: str, most: int) -> Iterator[tuple[int, int]]:
    spans = [span for span in sentences(text) if span.kind != "heading"]
    yield from ((span.start, span.end) for span in spans)
    if most > 1:
        yield from ((a.start, b.end) for a, b in pairwise(spans))


def _size(found: Support) -> int:
    return found.end - found.start
