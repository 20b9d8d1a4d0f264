"""Titles of documents: their own title, else the file name."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

MAX_TITLE = 160  # characters


def title_of(own: str, source: str) -> str:
    """The document's own title on one line; without one, "week-03_lists.txt" is "Week 03 lists"."""
    title = " ".join(own.split()) or tidied(source)
    return title if len(title) <= MAX_TITLE else f"{title[: MAX_TITLE - 1].rstrip()}…"


def tidied(source: str) -> str:
    """A file name as words."""
    stem = PurePosixPath(source).stem
    words = " ".join(re.sub(r"[-_.+]+", " ", stem).split()) or stem
    return words[:1].upper() + words[1:]
