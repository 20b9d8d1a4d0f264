"""Raised digits of a PDF page, exponents and marks of footnotes, written as such: 10² is not 102.

The part of words.c about them in Python; a change there is a change here.
"""

from __future__ import annotations

from collections.abc import Sequence

from ingestion.parsers.office.numbers import RAISED

SMALL = 0.85  # of the text's size: at most that of raised digits
RAISED_FROM, RAISED_TO = 0.15, 0.7  # of the text's size: how far above its baseline they stand
BESIDE = 0.6  # of the text's size: at most that far from it
TURNS = 3 << 3  # the bits of a style that hold the text's direction
UNPAINTED, WHITE, SWITCHED_OFF = 1 << 5, 1 << 6, 1 << 7  # and why a reader may not see it
UNSEEN = UNPAINTED | WHITE | SWITCHED_OFF
ODD = 1 << 8  # of a page: it has codes that stand for other signs

Part = tuple[float, float]  # size and baseline of a character
Word = tuple[int, int, int, float, float, float, float]
"""Start and end in the text, style; x0, x1, y, size."""
Line = tuple[int, int, int, int, int, float, float, float, float, float, float]
"""Words and text from, to; style; x0, x1, y, size, head, gap."""


def raise_in_word(text: list[int], start: int, parts: Sequence[Part]) -> Part | None:
    """Write raised digits within a word as such. Returns the size and baseline of its largest
    letters if it begins with raised ones."""
    main = max(parts, key=lambda part: part[0])
    place, begun = 0, False
    while place < len(parts):
        end = place
        while end < len(parts) and _is_raised(parts[end], main):
            end += 1
        if end > place and _raise(text, start + place, start + end) and place == 0:
            begun = True
        place = max(end, place + 1)
    return main if begun else None


def raise_beside(text: list[int], line: Line, words: list[Word], place: int) -> Line:
    """Write a word of raised digits beside its line as such; or those that a line so far consists
    of, as the mark of a footnote does. They then stand on the baseline of the other text."""
    start, end, style, x0, x1, y, size = words[place]
    first, after, begin, stop, before, left, right, base, usual, head, widest = line
    gap = x0 - right
    if (before ^ style) & TURNS or gap < -RAISED_FROM * usual:
        return line
    if _is_raised((size, y), (usual, base)):
        if gap <= BESIDE * usual and _raise(text, start, end):
            words[place] = (start, end, style, x0, x1, base, size)
        return line
    begun = after == first + 1 and _is_raised((usual, base), (size, y))
    if begun and gap <= BESIDE * size and _raise(text, begin, stop):
        words[first] = (*words[first][:5], y, words[first][6])
        return first, after, begin, stop, before, left, right, y, size, head, widest
    return line


def _is_raised(part: Part, beside: Part) -> bool:
    (size, y), (usual, base) = part, beside
    return size <= SMALL * usual and RAISED_FROM * usual <= y - base <= RAISED_TO * usual


def _raise(text: list[int], start: int, end: int) -> bool:
    """Write digits as raised ones, where all of a text may be raised. Gives whether it did."""
    if not all(code in RAISED for code in text[start:end]):
        return False
    text[start:end] = [RAISED[code] for code in text[start:end]]
    return True
