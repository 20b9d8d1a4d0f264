"""Finds the year of a document's dates."""

from __future__ import annotations

import re
from collections import Counter

from agent.text.dates import Written, dates

_TERM = re.compile(
    r"\b(?P<season>fall|autumn|winter|spring|summer|michaelmas|hilary|trinity)"
    r"(?:\s+(?:term|semester|quarter|session))?,?\s+(?:of\s+)?(?P<year>20\d\d)\b"
    r"|\b(?:term|semester|academic year|session)\s+(?P<plain>20\d\d)\b",
    re.IGNORECASE,
)
_AUTUMN = ("fall", "autumn", "michaelmas", "winter")
NEXT_YEAR = 3  # months that belong to the next year in a term that begins in autumn: to March


class Years:
    """The year of a document; call `see` with its texts first."""

    def __init__(self) -> None:
        self._term: tuple[int, bool] | None = None
        self._written: Counter[int] = Counter()

    def see(self, text: str) -> None:
        """Note the term and the years in a text."""
        if "20" not in text:
            return
        if self._term is None and (term := _TERM.search(text)):
            season = (term["season"] or "").lower()
            self._term = int(term["year"] or term["plain"]), season in _AUTUMN
        self._written.update(found.year for found in dates(text) if found.year)

    def iso(self, written: Written) -> str:
        """The date in ISO 8601, with the year if it is known."""
        if self._term:
            year, autumn = self._term
            return written.iso(year + (autumn and written.month <= NEXT_YEAR))
        usual = self._written.most_common(1)
        return written.iso(usual[0][0] if usual else None)
