"""The layout of a PDF, from the positions and fonts of its lines: body size, furniture, columns,
headings and list items. Distances are in points or in font sizes (em)."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from operator import attrgetter, sub

from ingestion.parsers.furniture import running, shape
from ingestion.parsers.pdf.lines import Line, Page

LEAST_SIZE = 0.1  # points, so that text of no size has distances too
MARGIN = 0.12  # of the page's height, where headers and footers stand
PAGE_NUMBER = re.compile(
    r"(page |slide |- ?)?#( ?[/|] ?#| of #)?( ?-)?|[ivxlc]{1,7}", re.IGNORECASE
)
BULLET = re.compile(r"[•◦▪▸►‣●○■□·∙⁃➢➤✓✔❖–—*\ue000-\uf8ff-]")
NUMBER = re.compile(r"\(?(\d{1,2}|[a-z]|[ivx]{2,4})[.)]")
LONGEST_MARK = 6  # characters: "(viii)"
SECTION_NUMBER = re.compile(r"(?:(?:chapter|section|part|appendix) )?\d+((?:\.\d+)*)\.? \S", re.I)
INITIALS = frozenset("CcSsPpAa")  # of what may stand before a section's number
CAPTION = re.compile(r"(?:figure|fig\.?|table|abbildung|abb\.?|tabelle|tab\.?) ?\d", re.I)
HEIGHT = attrgetter("y")  # of a line's baseline
TWO_LETTERS = re.compile(r"[^\W\d_].*?[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Metrics:
    """A document's body text: its size in points, and from baseline to baseline in em."""

    body: float
    leading: float


def metrics(pages: Sequence[Page]) -> Metrics:
    """Measure the text that most characters are set in."""
    sizes: dict[float, int] = defaultdict(int)
    steps: list[float] = []
    for page in pages:
        above = None
        for line in page.lines:
            if line.mono:
                continue
            size = line.size
            sizes[size] += len(line.text)
            if above and above.size == size and -1 < above.x0 - line.x0 < 1 and above.y > line.y:
                steps.append((above.y - line.y) / (size if size > LEAST_SIZE else LEAST_SIZE))
            above = line
    gaps = Counter([round(step, 2) for step in steps])
    usual = [ratio for ratio, _ in gaps.most_common(1) if 1 <= ratio <= 2]
    return Metrics(body=max(sizes, key=lambda s: sizes[s], default=10.0), leading=[*usual, 1.25][0])


def gap(above: Line, below: Line) -> float:
    """From baseline to baseline, in em; negative when `below` stands higher."""
    upper, lower = above.size, below.size
    em = upper if upper > lower else lower
    return (above.y - below.y) / (em if em > LEAST_SIZE else LEAST_SIZE)


def without_furniture(pages: Sequence[Page], body: float) -> list[Page]:
    """The pages without running headers, footers and page numbers."""
    edges = [_edges(page, body) for page in pages]
    seen = [(p.number, key) for p, on in zip(pages, edges, strict=True) for _, key in on.values()]
    seen += [(part.number, _key(line)) for part in _turned(pages) for line in part.lines]
    repeated = running(seen, len(pages))
    return [_inner(page, repeated, on) for page, on in zip(pages, edges, strict=True)]


def _inner(page: Page, repeated: set[str], edges: Mapping[Line, tuple[str, str]]) -> Page:
    dropped = {
        line
        for line, (shaped, key) in edges.items()
        if key in repeated or PAGE_NUMBER.fullmatch(shaped)
    }
    kept = [line for line in page.lines if line not in dropped] if dropped else page.lines
    inner = page.with_lines(kept) if dropped else page
    return inner.with_turned(_sideways(page, repeated)) if page.turned else inner


def _sideways(page: Page, repeated: set[str]) -> list[Page]:
    """Text in other directions, without text along the edge of every page."""
    parts = (
        part.with_lines([line for line in part.lines if _key(line) not in repeated])
        for part in page.turned
    )
    return [part for part in parts if part.lines]


def _turned(pages: Sequence[Page]) -> Iterator[Page]:
    for page in pages:
        yield from page.turned


def _edges(page: Page, body: float) -> dict[Line, tuple[str, str]]:
    """The lines in the margins that are no larger than body text, with their shapes and keys."""
    low, high = page.height * MARGIN, page.height * (1 - MARGIN)
    lines = [line for line in page.lines if not low < line.y < high and line.size <= body]
    shapes = [shape(line.text) for line in lines]
    return {of: (text, _keyed(of, text)) for of, text in zip(lines, shapes, strict=True)}


def _key(line: Line) -> str:
    return _keyed(line, shape(line.text))


def _keyed(line: Line, shaped: str) -> str:
    return f"{round(line.y / 4)} {shaped}"


def joined_rows(lines: Sequence[Line]) -> list[Line]:
    """Lines with the cells of one table row together.

    A cell of several lines comes before the next cell, which then stands higher again.
    """
    heights = list(map(HEIGHT, lines))
    if min(map(sub, heights, heights[1:]), default=inf) >= 1:  # as on most pages
        return list(lines)
    rows: list[Line] = []
    low = inf  # the lowest baseline so far
    for line in lines:
        x0, y = line.x0, line.y
        if low - y >= 1:  # as most lines
            rows.append(line)
            low = y
            continue
        beside = [row for row in rows[-4:] if -1 < row.y - y < 1 and x0 > row.x1]
        if beside:
            line = Line([*beside[0].words, *line.words])
            rows[rows.index(beside[0])] = line
        else:
            rows.append(line)
        low = min(low, line.y)
    return rows


def starts_item(line: Line) -> bool:
    """Whether a line opens with a bullet or a list number."""
    text = line.text
    length = text.find(" ", 0, LONGEST_MARK + 1)
    if length < 1:  # as most lines
        return False
    if length == 1:
        return bool(BULLET.match(text))
    return text[length - 1] in ".)" and bool(NUMBER.fullmatch(text, 0, length))


def is_heading(line: Line, above: Line | None, measure: Metrics) -> bool:
    """Whether a line is a heading: by its size, or bold or numbered in depth and set apart."""
    if line.mono:
        return False
    text, large = line.text, line.size >= measure.body * 1.12
    numbered = _section_number(text)
    if not (large or line.bold or (numbered and numbered[1])):
        return False  # as most lines
    if len(text) > 150 or text.endswith((".", ",", ";")):
        return False
    if CAPTION.match(text) or not _worded(text):
        return False
    if large:
        return bool(numbered) or not line.parted  # labels in a row are no heading
    apart = above is None or not 0 < gap(above, line) <= measure.leading * 1.25
    return (
        apart
        and line.size >= measure.body * 0.97
        and not line.parted
        and len(text) <= 90
        and not text.endswith(":")
        and not starts_item(line)
    )


def depth(text: str) -> int:
    """How deep a section number goes: 1 for "3", 2 for "3.2", 0 without one."""
    numbered = _section_number(text)
    return numbered[1].count(".") + 1 if numbered else 0


def _section_number(text: str) -> re.Match[str] | None:
    begins = text[:1]
    return SECTION_NUMBER.match(text) if begins.isdigit() or begins in INITIALS else None


def _worded(text: str) -> bool:
    return bool(TWO_LETTERS.search(text))
