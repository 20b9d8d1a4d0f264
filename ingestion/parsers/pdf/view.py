"""One page of a PDF as its readers see it, and what headings look like there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter

from ingestion.parsers.pdf.layout import Metrics, is_heading
from ingestion.parsers.pdf.lines import Line, Page

TOLERANCE = 3.0  # points by which equal edges may differ
ROUNDED = 0.5  # points, at most, that a whole number is below a place
LEFT = attrgetter("x0")


class Spellings:
    """How a document spells its words: looked through when a word is first asked for."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self._pages = pages

    def __contains__(self, word: str) -> bool:
        return word in self._known

    @cached_property
    def _known(self) -> frozenset[str]:
        line_words = (line.text.split() for page in self._pages for line in page.lines)
        edges = ".,;:!?()\"'"
        return frozenset(word.strip(edges).lower() for words in line_words for word in words)


@dataclass(frozen=True, slots=True)
class View:
    """The lines of one page, what is usual in its document, and the document's vocabulary."""

    page: int
    lines: Sequence[Line]
    measure: Metrics
    words: Spellings
    headings: bool  # whether size and weight make headings; on slides only the title is one
    ends: dict[float, float] = field(default_factory=dict)  # of the text that begins at each place
    edges: dict[float, float] = field(default_factory=dict)
    starts: list[list[float]] = field(default_factory=list)

    def edge(self, x0: float) -> float:
        """How far to the right the text goes that begins at `x0`; code does not count."""
        if not self.ends:
            for line in self.lines:
                if not line.mono and line.x1 > self.ends.get(line.x0, 0.0):
                    self.ends[line.x0] = line.x1
        if x0 not in self.edges:
            near = [end for at, end in self.ends.items() if -TOLERANCE <= at - x0 <= TOLERANCE]
            self.edges[x0] = max(near, default=0.0)
        return self.edges[x0]

    def begins_heading(self, place: int) -> bool:
        """Whether the line at `place` is a heading."""
        if not self.headings:
            return False
        line, above = self.lines[place], self.lines[place - 1] if place else None
        return is_heading(line, above, self.measure) and self._in_place(line)

    def _in_place(self, line: Line) -> bool:
        """Whether a line begins where text does, or stands in the middle of it, as headings do and
        labels of figures do not."""
        if line.x0 <= min(map(LEFT, self.lines)) - ROUNDED + TOLERANCE:  # as most
            return True
        edges = self._body_edges()
        if not edges or line.x0 <= min(edges) + TOLERANCE:
            return True
        middles = ((edge + self.edge(edge)) / 2 for edge in edges)
        middle = (line.x0 + line.x1) / 2
        return any(abs(line.x0 - edge) <= TOLERANCE for edge in edges) or any(
            abs(middle - other) <= 1.5 * line.size for other in middles
        )

    def _body_edges(self) -> list[float]:
        """Where lines of body text begin: their left edges that several share."""
        if self.starts:
            return self.starts[0]
        body, tenth = self.measure.body, 0.1 * self.measure.body
        alike = [of for of in self.lines if -tenth <= of.size - body <= tenth]
        edges = Counter([round(line.x0) for line in alike if not line.mono])
        self.starts.append([edge for edge, lines in edges.items() if lines >= 2])
        return self.starts[0]
