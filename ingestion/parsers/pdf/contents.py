"""Contents pages of a PDF: titles with the numbers of their pages, which are no text of their own.

They are left out, as the table of contents of a Word document is: each title is in the document
again, where it belongs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingestion.parsers.pdf.layout import CAPTION
from ingestion.parsers.pdf.lines import Line, Page
from ingestion.parsers.pdf.words import ReadLine

HEADINGS = frozenset((
    "contents", "table of contents", "brief contents", "detailed contents", "list of figures",
    "list of tables", "list of listings", "list of algorithms", "inhalt", "inhaltsverzeichnis",
    "inhaltsübersicht", "abbildungsverzeichnis", "tabellenverzeichnis", "índice", "contenido",
    "índice general", "índice de contenidos", "contenidos", "tabla de contenidos", "sommaire",
    "table des matières", "indice", "sommario", "目录", "目錄", "目次",
))  # fmt: skip
NUMBERING = "0123456789. "
LONGEST_HEADING = max(map(len, HEADINGS)) + len("10. ")
FIRST = 8  # lines of a page among which the first such heading is
LEADERS = ("....", ". . . .", "…", "····", "· · · ·", "____")
DOTS = " \t.·_…"
NUMBER = re.compile(r"(?:\d{1,4}|[ivxlc]{1,7})$")
LONGEST_NUMBER = 7  # characters
FEWEST, ALONE = 3, 5  # entries in a row with and without a heading
STEP = 4  # lines from an entry to the next one, or from the heading to the first
ORDERED = 0.8  # of the numbers are no smaller than the one above
LONGEST = 100  # characters of a line between entries: a part, the first line of a long title


@dataclass(frozen=True, slots=True)
class Entry:
    """A line with the number of a page: its place, the number, whether dots lead there."""

    at: int
    number: str
    led: bool


def without_contents(pages: Sequence[Page]) -> list[Page]:
    """The pages without the entries of tables of contents and their headings."""
    found: list[Page] = []
    before = False  # whether the page before ends with a table of contents
    for page in pages:
        dropped = _dropped(page, before, len(pages))
        before = bool(dropped) and max(dropped) >= len(page.lines) - STEP
        found.append(_without(page, dropped) if dropped else page)
    return found


def _without(page: Page, dropped: set[int]) -> Page:
    return page.with_lines([line for at, line in enumerate(page.lines) if at not in dropped])


def _dropped(page: Page, before: bool, pages: int) -> set[int]:
    """The places of the lines of tables of contents."""
    lines = page.lines
    if not (before or any(map(_is_heading, lines[:FIRST])) or _has_leaders(lines)):
        return set()
    headings = [at for at, line in enumerate(lines) if _is_heading(line)]
    dropped: set[int] = set()
    for run in _runs([entry for at in range(len(lines)) if (entry := _entry(lines, at))]):
        first, last = run[0].at, run[-1].at
        named = [at for at in headings if 0 < first - at <= STEP]
        goes_on = before and first < STEP
        if _is_contents(run, bool(named) or goes_on, pages):
            places = {entry.at for entry in run}
            titles = {at for at in range(first, last) if _is_title(lines[at].text)}
            dropped |= places | titles | set(named)
    return dropped


def _is_heading(line: Line) -> bool:
    text = line.text
    return len(text) <= LONGEST_HEADING and text.lower().lstrip(NUMBERING) in HEADINGS


def _runs(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    """Entries near each other."""
    run: list[Entry] = []
    for entry in entries:
        if run and entry.at - run[-1].at > STEP:
            yield run
            run = []
        run.append(entry)
    if run:
        yield run


def _is_contents(run: Sequence[Entry], expected: bool, pages: int) -> bool:
    """Whether entries are a table of contents; it is `expected` below its heading and on the page
    after another one. Elsewhere dots must lead to pages that there are."""
    counted = [int(entry.number) for entry in run if entry.number.isdigit()]
    rising = sum(a <= b for a, b in pairwise(counted)) >= ORDERED * (len(counted) - 1)
    if expected:
        return rising and len(run) >= FEWEST
    led = sum(entry.led for entry in run)
    return rising and led >= ALONE and 0 < max(counted, default=0) <= pages


def _has_leaders(lines: Sequence[Line]) -> bool:
    """Whether some line has dots that may lead to a number."""
    first = lines[0] if lines else None
    if isinstance(first, ReadLine):
        return any(leader in first.page.text for leader in LEADERS)
    return any(leader in line.text for line in lines for leader in LEADERS)


def _entry(lines: Sequence[Line], at: int) -> Entry | None:
    line = lines[at]
    found = NUMBER.search(line.text[-LONGEST_NUMBER:])
    if not found:
        return None
    before = line.text[: -len(found[0])]
    title = before.rstrip(DOTS)
    dots = before[len(title) :]
    if "…" in dots or len(dots.replace(" ", "")) >= len(LEADERS[0]):
        return Entry(at, found[0], True) if title else None
    alone = line.parted and len(line.cells) > 1 and " " not in line.cells[-1].text
    return Entry(at, found[0], False) if alone and line.words[-1].text == found[0] else None


def _is_title(text: str) -> bool:
    """Whether a line between entries is a part's title, or the first line of a long one."""
    return len(text) <= LONGEST and not text.endswith((".", ":")) and not CAPTION.match(text)
