"""One page of a PDF as its readers see it, and what headings look like there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingestion.parsers.pdf_layout import Metrics, is_heading
from ingestion.parsers.pdf_lines import Line, Word

TOLERANCE = 3.0  # points by which equal edges may differ


@dataclass(frozen=True, slots=True)
class View:
    """The lines of one page, what is usual in its document, and the document's vocabulary."""

    page: int
    lines: Sequence[Line]
    measure: Metrics
    words: frozenset[str]
    headings: bool  # whether size and weight make headings; on slides only the title is one

    def begins_heading(self, place: int) -> bool:
        """Whether the line at `place` is a heading."""
        above = self.lines[place - 1] if place else None
        return self.headings and is_heading(self.lines[place], above, self.measure)


def spaced(words: Sequence[Word]) -> str:
    """Words with one space between them."""
    return " ".join(word.text for word in words)
