"""Running headers, footers and page numbers: lines that come back page after page."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

MIN_PAGES = 3  # fewer repetitions may be chance
MIN_SHARE = 0.5  # of all pages
NUMBER = re.compile(r"\d+")


def shape(line: str) -> str:
    """A line with its numbers levelled, so that "Page 1" and "Page 2" look the same."""
    return NUMBER.sub("#", " ".join(line.split()))


def running(lines: Iterable[tuple[int, str]], pages: int) -> set[str]:
    """The shapes of lines, given as (page, shape), that stand on at least half of the pages."""
    seen: dict[str, set[int]] = defaultdict(set)
    for page, line in lines:
        seen[line].add(page)
    enough = max(MIN_PAGES, pages * MIN_SHARE)
    return {line for line, on in seen.items() if len(on) >= enough}
