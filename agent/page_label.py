"""The name of a page, as people say it."""

from __future__ import annotations

DECKS = (".pptx", ".ppt", ".odp")


def is_deck(source: str) -> bool:
    """Whether a file has slides instead of pages."""
    return source.lower().endswith(DECKS)


def page_label(source: str, page: int | None) -> str:
    """ "p. 4", or "slide 4" of a presentation; "" for formats without pages."""
    if not page:
        return ""
    return f"{'slide' if is_deck(source) else 'p.'} {page}"
