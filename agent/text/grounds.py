"""Whether a passage supports a statement: the strict check before a student sees the statement.

Shared words are not enough. They must be in one sentence, or two in a row, and about the same
thing; numbers, dates, names and orders of growth must be there too; and nothing may be denied,
reversed or generalized.
"""

from __future__ import annotations

import re
from functools import lru_cache

from agent.text.citations import Support, find
from agent.text.claims import (
    contradicts,
    meant,
    names,
    numbers,
    numbers_known,
    of_another_version,
    only_denies,
)
from agent.text.clauses import about, clauses, subject_of
from agent.text.dates import WEEKDAYS
from agent.text.english_words import FRAME_STEMS, forms, stem, stems, word_set
from agent.text.opposites import growths, opposed
from agent.text.windows import Window, windows
from agent.types import Passage

GROUNDED = 0.72
"""Lowest share of a clause's words that must occur together in the passage."""
LINKS = frozenset(map(stem, word_set(
    """also another allow common commonly certain consist contain create defined defines essentially
    following general generally has have important include includes including involve known mean
    means note one often order particular perform possible process provide refer represent simply
    specific specify state type typically various well give given based course material passage say
    says according mention student"""
)))  # fmt: skip
"""Words with which models link their statements; they state nothing themselves."""
MONTHS = word_set(
    "january february march april june july august september october november december"
)
_WHETHER = re.compile(
    r"^\W*(?:(?:so|and|but|hey|hi)\W+)?(?:am|are|can|could|did|do|does|has|have|is|may|might|must|"
    r"shall|should|was|were|will|would|isn't|aren't|can't|don't|doesn't)\b",
    re.IGNORECASE,
)
_SAME = re.compile(
    r"\bthe same(?: thing)?(?=\s+as\b|\s*[.,;!]|$)"
    r"|\b(?:identical|equivalent|interchangeabl[ey]|synonyms?)\b",
    re.IGNORECASE,
)
"""That two things are one; "the same value as" says less."""
NOTHING = Support(0.0, 0, 0)


def ground(statement: str, passage: Passage, question: str = "") -> Support:
    """How far a passage supports a statement: the lowest share of its clauses, and the place.

    The share is 0 if anything contradicts it, 1 for the passage's own words.
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
    start, end = min(each.start for each in found), max(each.end for each in found)
    if of_another_version(statement, text[start:end]):
        return NOTHING
    return Support(min(each.share for each in found), start, end)


def _clause(clause: str, text: str, heading: str, question: str) -> Support:
    best = NOTHING
    # these must stand in one sentence with the rest
    exact = numbers(clause) or growths(clause) or _echoes(_carrying(clause), question)
    for window in windows(text, 1 if exact else 2):
        share = _share(clause, window, heading, question)
        size = window.end - window.start
        if share > best.share or (share and share == best.share and size < _size(best)):
            best = Support(share, window.start, window.end)
    return best


def _share(clause: str, window: Window, heading: str, question: str) -> float:
    """The share of a clause's words in a window; 0 if the window does not support it."""
    wanted = _carrying(clause)
    theirs = about(window.text, subject_of(clause))
    if _echoes(wanted, question) and not wanted <= meant(theirs):
        return 0.0
    share = len(wanted & (meant(theirs) | meant(heading))) / len(wanted)
    known = f"{window.text} {heading}"
    if (
        share < GROUNDED
        or window.is_of_another(wanted)
        or not wanted & meant(theirs)
        or numbers(clause) - numbers_known(known)
        or names(clause) - set(stems(f"{known} {question}"))
        or _calendar(clause) - _calendar(known)
        or contradicts(clause, theirs)
        or only_denies(clause, theirs)
        or (_SAME.search(clause) and not _SAME.search(window.text))
        or opposed(clause, theirs)
    ):
        return 0.0
    return share


def _echoes(wanted: frozenset[str], question: str) -> bool:
    """Whether words are only those of a question that asks whether something is so."""
    return bool(_WHETHER.match(question)) and wanted <= meant(question)


def _calendar(text: str) -> set[str]:
    """The months and weekdays that a text names."""
    return {word for word in forms(text) if word in MONTHS or word in WEEKDAYS}


@lru_cache(maxsize=500)
def _carrying(text: str) -> frozenset[str]:
    """The words that state something; if there are none, all words with a meaning."""
    return (meant(text) - LINKS - FRAME_STEMS) or meant(text)


def _size(found: Support) -> int:
    return found.end - found.start
