"""The weights of work and exams in the grade."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.text.course_words import Named, named
from ingestion.facts.entries import Entry
from ingestion.facts.fact_draft import Draft, column, has_column, is_label
from ingestion.facts.words import GRADING

_SHARE = re.compile(r"(?<![\w.])(\d{1,3}(?:[.,]\d+)?)\s?(?:%|percent\b|per cent\b)")
_NUMBER = re.compile(r"^\d{1,3}(?:\.\d+)?$")
_WORTH = re.compile(
    r"\bgrade (?:is|will be|consists|comes)\b|\bgraded\b|\bworth\b|\bcounts?\b|\bcontribut"
    r"|\bmakes? up\b|\bweighted\b"
    r"|\bof (?:the|your) (?:final |overall |course |total )?(?:grade|mark)",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"\blos(?:e|es|ing)\b|\blate\b|\bpenalt|\bdeduct|\bat least\b|\bbelow\b|\bminimum\b"
    r"|\bpoints off\b|\bto pass\b|\bor more\b|\bextra\b|\bif you\b"
    r"|\bof (?:each|every|a|the) (?:assignment|problem set|homework|project|lab|paper)\b",
    re.IGNORECASE,
)
_GRADING = re.compile(GRADING, re.IGNORECASE)


def weights(entry: Entry) -> Iterator[Draft]:
    """The weight in a row, or the shares in a text with their work or exam."""
    if entry.cells:
        yield from _row(entry)
        return
    graded = bool(_GRADING.search(entry.section)) or is_label("weight", entry.label)
    if "%" not in entry.text and "per" not in entry.text:
        return
    labelled = bool(named(entry.label, graded=True))
    if not (graded or labelled or _WORTH.search(entry.text)) or _OTHER.search(entry.text):
        return
    if labelled and not graded and not _WORTH.search(entry.text):
        return
    text = f"{entry.label}: {entry.text}" if labelled else entry.text
    for work, share in _pairs(text):
        yield Draft("weight", work.key, text[work.start : work.end], share)


def _row(entry: Entry) -> Iterator[Draft]:
    label = entry.cells[0][1]
    works = named(label, graded=True)
    if not label or (_SHARE.search(label) and not works):
        return
    weight = column(entry.cells, "weight")
    if not weight and (_GRADING.search(entry.section) and not has_column(entry.cells, "weight")):
        weight = next((cell for _, cell in entry.cells[1:] if _SHARE.search(cell)), "")
    share = _SHARE.search(weight)
    if share or _NUMBER.match(weight):
        key = works[0].key if works else label.lower()
        yield Draft("weight", key, label, share[0] if share else weight)


def _pairs(text: str) -> Iterator[tuple[Named, str]]:
    """The work and exams in a text with their shares, which may be before or after them."""
    shares = list(_SHARE.finditer(text))
    works = named(text, graded=True)
    if not shares or not works:
        return
    ahead = shares[0].start() < works[0].start
    for at, share in enumerate(shares):
        if ahead:
            end = shares[at + 1].start() if at + 1 < len(shares) else len(text)
            found = next((one for one in works if share.end() <= one.start < end), None)
        else:
            start = shares[at - 1].end() if at else 0
            found = next((one for one in works if start <= one.start < share.start()), None)
        if found:
            yield found, share[0]
