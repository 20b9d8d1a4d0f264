"""Cutting text without better places: between words, or within very long ones."""

from __future__ import annotations

from collections.abc import Iterator

from ingestion.chunking.token_counts import CHARS_PER_TOKEN, Tokens, size

WINDOW = 2_000  # characters processed together, so that very long lines take linear time


def cut(text: str, limit: int, tokens: Tokens) -> Iterator[tuple[str, str]]:
    """Parts of at most `limit` tokens, each with the preceding white space."""
    for gap, window in _windows(text, min(WINDOW, limit * CHARS_PER_TOKEN)):
        yield from _parted(window, gap, limit, tokens)


def _parted(text: str, gap: str, limit: int, tokens: Tokens) -> Iterator[tuple[str, str]]:
    """A text of at most a window, split evenly between words until every part fits."""
    total = size(text, tokens)
    if len(text) < 2 or total <= limit:
        yield gap, text
        return
    parts = max(2, -(-total * 11 // (limit * 10)))  # 10% margin, since word lengths vary
    for between, part in _windows(text, -(-len(text) // parts)):
        yield from _parted(part, between or gap, limit, tokens)
        gap = ""


def _windows(text: str, width: int) -> Iterator[tuple[str, str]]:
    """Parts of at most `width` characters, ending between words if possible; each with the
    preceding white space."""
    start, gap = 0, ""
    while start < len(text):
        end = min(start + width, len(text))
        if end < len(text) and not text[end].isspace():
            space = max(text.rfind(" ", start, end), text.rfind("\n", start, end))
            end = space if space > start else end
        yield gap, text[start:end]
        after = end
        while after < len(text) and text[after].isspace():
            after += 1
        gap, start = text[end:after], after
