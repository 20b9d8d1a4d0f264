"""A page or a slide as a picture, whatever the format."""

from __future__ import annotations

from pathlib import Path

from api.page import pdf_page

DRAWN = (".pdf", ".pptx")
"""Suffixes of files whose pages are drawn."""


def draw(path: Path, page: int, width: int) -> bytes:
    """WebP, at most `width` pixels wide. Raises `ValueError`, `IndexError`."""
    if path.suffix.lower() == ".pptx":
        from api.page import slide_page  # its library is needed by the drawing process only

        return slide_page.draw(path, page, width)
    return pdf_page.draw(path, page, width)
