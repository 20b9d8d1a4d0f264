"""Splits a text into quotable spans: sentences, list items, table rows and blocks of code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from agent.languages.word_file import word_file

Kind = Literal["sentence", "item", "row", "head", "code", "heading"]

_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})")
_ITEM = re.compile(r"[ \t]*(?:[-*+•◦▪●–]|\(?\d{1,3}[.)]|\(?[a-zA-Z][.)])[ \t]+(?=\S)")
_ROW = re.compile(r"[ \t]*\|.*\|[ \t]*$")
_RULE = re.compile(r"[ \t]*\|[\s:|-]*-[\s:|-]*\|[ \t]*$")
_HEADING = re.compile(r"[ \t]*#{1,6}[ \t]+\S")
_LABEL = re.compile(r"Speaker notes:[ \t]*(?=\S)")  # which the parser of slides puts before notes
_END = re.compile(
    r"[.!?…]+[\"'”’»)\]*_`]*(?=\s+[\"'“‘«„¿¡(\[*_`]*[A-ZÀ-ÖØ-ÞΑ-ΫА-Я0-9\"'“‘(`>])"
    r"|:(?=[ \t\r]*\n\s*\S)|[。！？][”’」』）]*(?=\S)|[.!؟।](?=\s+[\u0600-\u06ff\u0900-\u097f])"
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|cf|vs|Dr|Mr|Mrs|Ms|Prof|St|Sr|Jr|No|Nos|Fig|Figs|Eq|Ch|Sec|Vol|pp?|"
    r"approx|resp|dept|Inc|Ltd|Co|al|ca|min|max|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|"
    r"bzw|usw|Nr|Abb|Kap|Std|Sra?|Dra|núm|pág|Mme|\bz|\bd)"
    r"|\b[A-Z]|(?:\b[A-Za-z]\.)+[A-Za-z])\.$"
)
_TITLE = re.compile(r"\b(?:Dr|Mr|Mrs|Ms|Prof|St|No|Nos|Fig|Figs|Eq|Ch|Sec|Vol|e\.g|i\.e|cf|vs)\.$")
_NEW_SENTENCE = re.compile(r"(?:The|A|An|It|This|That|These|Those|He|She|They|We|In|On|If|When)\b")
_DAY = re.compile(r"\b\d{1,2}\.$")
_MONTH = re.compile(rf"\s*(?:{'|'.join(word_file('de')['months'])})\b", re.IGNORECASE)
"""German writes a full stop behind the day, before the month."""
SHORT_LINE = 0.6  # of the widest line around it; a line this short ends a paragraph


class Span(NamedTuple):
    """`text[start:end]`, without space around it.

    `head` is a table's header row with the rule below it.
    """

    start: int
    end: int
    kind: Kind


def sentences(text: str) -> list[Span]:
    """The spans of a text in order; they cover everything but the space between them."""
    spans: list[Span] = []
    for start, end, kind in _blocks(text):
        if label := _LABEL.match(text, start, end):
            spans.append(_trimmed(text, start, label.end(), "heading"))
            start = label.end()
        if kind in ("sentence", "item"):
            spans += _split(text, start, end, kind)
        else:
            spans.append(_trimmed(text, start, end, kind))
    return [span for span in spans if span.start < span.end]


def _blocks(text: str) -> Iterator[Span]:
    """Runs of lines that belong together."""
    lines = [(m.start(), m.end(), m[0]) for m in re.finditer(r"[^\n]*\n|[^\n]+", text)]
    at = 0
    while at < len(lines):
        last, kind = _block(lines, at)
        yield Span(lines[at][0], lines[last][1], kind)
        at = last + 1


def _block(lines: list[tuple[int, int, str]], at: int) -> tuple[int, Kind]:
    """The last line of the block that begins at line `at`, and the block's kind."""
    line = lines[at][2].rstrip("\r\n")
    following = lines[at + 1][2].rstrip("\r\n") if at + 1 < len(lines) else ""
    if fence := _FENCE.match(line):
        return _closing(lines, at, fence[1]), "code"
    if _ROW.match(line):
        return (at + 1, "head") if _RULE.match(following) else (at, "row")
    if _HEADING.match(line):
        return at, "heading"
    kind: Kind = "item" if _ITEM.match(line) else "sentence"
    last = at
    while last + 1 < len(lines) and _goes_on(lines, at, last):
        last += 1
    return last, kind


def _closing(lines: list[tuple[int, int, str]], at: int, mark: str) -> int:
    for last in range(at + 1, len(lines)):
        if lines[last][2].strip().startswith(mark):
            return last
    return len(lines) - 1


def _goes_on(lines: list[tuple[int, int, str]], first: int, last: int) -> bool:
    """Whether the line after `last` continues the paragraph that began at `first`."""
    line, following = lines[last][2].strip(), lines[last + 1][2].rstrip("\r\n")
    if not line or not following.strip():
        return False
    if any(mark.match(following) for mark in (_FENCE, _ROW, _HEADING, _ITEM)):
        return False
    widest = max(len(other[2]) for other in lines[max(first - 3, 0) : last + 4])
    short = len(line) < SHORT_LINE * widest and line[-1] not in ",;:-"
    return not (short and following.lstrip()[0].isupper())


def _split(text: str, start: int, end: int, kind: Kind) -> Iterator[Span]:
    """The sentences of one paragraph or list item; an item's first one keeps its bullet."""
    begin = start
    marker = _ITEM.match(text, start, end) if kind == "item" else None
    for stop in _END.finditer(text, marker.end() if marker else start, end):
        if stop.end() < end and not _abbreviated(text, begin, stop.end(), end):
            yield _trimmed(text, begin, stop.end(), kind)
            begin = stop.end()
    yield _trimmed(text, begin, end, kind)


def _abbreviated(text: str, begin: int, stop: int, end: int) -> bool:
    """Whether the full stop before `stop` belongs to an abbreviation."""
    ending = text[max(begin, stop - 12) : stop]
    if _DAY.search(ending) and _MONTH.match(text, stop, end):
        return True
    if not _ABBREVIATION.search(ending):
        return False
    return bool(_TITLE.search(ending)) or not _NEW_SENTENCE.match(text[stop:end].lstrip())


def _trimmed(text: str, start: int, end: int, kind: Kind) -> Span:
    part = text[start:end]
    return Span(end - len(part.lstrip()), start + len(part.rstrip()), kind)
