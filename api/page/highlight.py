"""Finds a quote in a text with other line breaks, spacing and hyphenation."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

SHORTEST = 12  # letters of a piece that is searched separately
JOINED = 3  # letters allowed between two pieces, e.g. a bullet or a footnote number


@dataclass(frozen=True, slots=True)
class Span:
    """A character range of the text."""

    start: int
    end: int


class Letters:
    """The case-folded letters and digits of a text, with their positions."""

    def __init__(self, text: str) -> None:
        letters: list[str] = []
        self._places: list[int] = []
        for place, mark in enumerate(text):
            for letter in unicodedata.normalize("NFKC", mark).casefold():
                if letter.isalnum():
                    letters.append(letter)
                    self._places.append(place)
        self.letters = "".join(letters)

    def find(self, quote: str) -> list[Span]:
        """The ranges of the quote: as a whole, else of those lines and sentences that match."""
        wanted = Letters(quote).letters
        if not wanted:
            return []
        at = self.letters.find(wanted)
        if at >= 0:
            return [self._span(at, at + len(wanted))]
        return self._joined(self._pieces(quote))

    def _pieces(self, quote: str) -> list[tuple[int, int]]:
        found = []
        after = 0
        for piece in _pieces(quote):
            letters = Letters(piece).letters
            if len(letters) < SHORTEST:
                continue
            at = self.letters.find(letters, after)
            at = self.letters.find(letters) if at < 0 else at
            if at >= 0:
                found.append((at, at + len(letters)))
                after = at + len(letters)
        return found

    def _joined(self, found: list[tuple[int, int]]) -> list[Span]:
        joined: list[tuple[int, int]] = []
        for start, end in sorted(found):
            if joined and start - joined[-1][1] <= JOINED:
                joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
            else:
                joined.append((start, end))
        return [self._span(start, end) for start, end in joined]

    def _span(self, start: int, end: int) -> Span:
        return Span(self._places[start], self._places[end - 1] + 1)


def _pieces(quote: str) -> list[str]:
    """Lines, cells of tables and sentences."""
    for end in ("|", ". ", "? ", "! ", ": ", "; "):
        quote = quote.replace(end, "\n")
    return quote.splitlines()
